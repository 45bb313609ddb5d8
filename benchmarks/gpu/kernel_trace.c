// Counts what a process has a GPU do, and for how long the GPU is busy with it, by CUPTI, which comes with CUDA and with PyTorch.
// Needs no header of CUDA and no library to link: cc -O2 -shared -fPIC -o libkernel_trace.so kernel_trace.c
// Both functions return 0 when all went well. The work between them must end with a wait for the device.

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// From CUPTI's documentation. Of its records only the kind and the two times are read, which those of CUDA 12 and 13 have in the same place.
enum { KIND_MEMCPY = 1, KIND_MEMSET = 2, KIND_CONCURRENT_KERNEL = 10, FLUSH_FORCED = 1, BUFFER_SIZE = 8 << 20 };

typedef void (*buffer_requested)(uint8_t **buffer, size_t *size, size_t *max_records);
typedef void (*buffer_completed)(void *context, uint32_t stream, uint8_t *buffer, size_t size, size_t valid_size);
typedef struct { uint64_t start, end; } interval;

static int (*enable)(int kind);
static int (*disable)(int kind);
static int (*flush_all)(uint32_t flag);
static int (*next_record)(uint8_t *buffer, size_t valid_size, void **record);

static interval *intervals;
static size_t count, capacity;
static int64_t kernels, copies;
static int failed;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; // of what is collected

static void request(uint8_t **buffer, size_t *size, size_t *max_records) {
    *buffer = aligned_alloc(8, BUFFER_SIZE);
    *size = *buffer ? BUFFER_SIZE : 0;
    *max_records = 0;
}

static uint64_t read_time(const uint8_t *record, size_t offset) {
    uint64_t value;
    memcpy(&value, record + offset, sizeof value);
    return value;
}

// CUPTI calls it from a thread of its own and from the one that flushes, maybe at the same time.
static void complete(void *context, uint32_t stream, uint8_t *buffer, size_t size, size_t valid_size) {
    (void)context, (void)stream, (void)size;
    void *record = NULL;
    pthread_mutex_lock(&mutex);
    while (next_record(buffer, valid_size, &record) == 0) {
        uint32_t kind;
        memcpy(&kind, record, sizeof kind);
        // kind, then for a kernel 12 bytes of settings; for a copy 4 bytes of kinds and flags and 8 of size; for a fill the value and 8 of size.
        const size_t start_offset = 16;
        if (kind != KIND_CONCURRENT_KERNEL && kind != KIND_MEMCPY && kind != KIND_MEMSET) {
            continue;
        }

        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 1 << 16;
            interval *grown = realloc(intervals, capacity * sizeof *grown);
            if (!grown) {
                failed = 1;
                break;
            }

            intervals = grown;
        }

        interval found = { read_time(record, start_offset), read_time(record, start_offset + 8) };
        failed |= found.end < found.start;
        intervals[count++] = found;
        *(kind == KIND_CONCURRENT_KERNEL ? &kernels : &copies) += 1;
    }

    pthread_mutex_unlock(&mutex);
    free(buffer);
}

static int load(void) {
    static int loaded = -1;
    if (loaded >= 0) {
        return loaded;
    }

    const char *names[] = { getenv("EMOTIONNET_CUPTI"), "libcupti.so.13", "libcupti.so.12", "libcupti.so" };
    const size_t name_count = sizeof names / sizeof *names;
    void *library = NULL;
    for (size_t index = 0; !library && index < 2 * name_count; index++) {
        const char *name = names[index % name_count];
        library = name && *name ? dlopen(name, RTLD_NOW | (index < name_count ? RTLD_NOLOAD : 0)) : NULL; // first the one that PyTorch has loaded
    }

    int (*callbacks)(buffer_requested, buffer_completed) = NULL;
    if (library) {
        *(void **)&callbacks = dlsym(library, "cuptiActivityRegisterCallbacks");
        *(void **)&enable = dlsym(library, "cuptiActivityEnable");
        *(void **)&disable = dlsym(library, "cuptiActivityDisable");
        *(void **)&flush_all = dlsym(library, "cuptiActivityFlushAll");
        *(void **)&next_record = dlsym(library, "cuptiActivityGetNextRecord");
    }

    loaded = callbacks && enable && disable && flush_all && next_record && callbacks(request, complete) == 0;
    return loaded;
}

int kernel_trace_start(void) {
    pthread_mutex_lock(&mutex);
    count = 0;
    kernels = copies = failed = 0;
    pthread_mutex_unlock(&mutex);
    return !load() || enable(KIND_CONCURRENT_KERNEL) != 0 || enable(KIND_MEMCPY) != 0 || enable(KIND_MEMSET) != 0;
}

static int by_start(const void *a, const void *b) {
    uint64_t x = ((const interval *)a)->start, y = ((const interval *)b)->start;
    return (x > y) - (x < y);
}

int kernel_trace_stop(int64_t *kernels_found, int64_t *copies_found, double *busy_seconds) {
    int flush_failed = flush_all(FLUSH_FORCED) != 0;
    disable(KIND_CONCURRENT_KERNEL);
    disable(KIND_MEMCPY);
    disable(KIND_MEMSET);
    pthread_mutex_lock(&mutex);
    qsort(intervals, count, sizeof *intervals, by_start);
    uint64_t busy = 0, end = 0;
    for (size_t index = 0; index < count; index++) { // kernels of several streams overlap
        uint64_t start = intervals[index].start > end ? intervals[index].start : end;
        if (intervals[index].end > start) {
            busy += intervals[index].end - start;
            end = intervals[index].end;
        }
    }

    *kernels_found = kernels;
    *copies_found = copies;
    *busy_seconds = (double)busy / 1e9;
    const int found_nothing = flush_failed || failed || kernels == 0;
    pthread_mutex_unlock(&mutex);
    return found_nothing;
}
