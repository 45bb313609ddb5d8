/* The functions of nccl.h that EmotionNet calls, for two ranks that are threads of one process and tensors in its memory. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct { char internal[128]; } ncclUniqueId;
struct comm { int rank; };

static pthread_barrier_t meeting;
static const void *sent[2];

static char expected(int place) { return (char)(place * 7 + 1); }

int ncclGetVersion(int *version) { *version = 22703; return 0; }

const char *ncclGetErrorString(int code) { return code == 5 ? "invalid usage" : "another error"; }

int ncclGetUniqueId(ncclUniqueId *id)
{
    for (int place = 0; place < 128; place++) id->internal[place] = expected(place);
    return pthread_barrier_init(&meeting, NULL, 2);
}

int ncclCommInitRank(struct comm **comm, int count, ncclUniqueId id, int rank)
{
    for (int place = 0; place < 128; place++)
        if (id.internal[place] != expected(place)) return 5;
    if (count != 2 || rank < 0 || rank > 1) return 5;
    *comm = malloc(sizeof **comm);
    (*comm)->rank = rank;
    return 0;
}

/* 7 is ncclFloat32, 8 ncclFloat64; 0 is ncclSum and the legacy default stream. */
int ncclAllReduce(const void *send, void *receive, size_t count, int type, int operation, struct comm *comm, void *stream)
{
    if (operation != 0 || stream != NULL || (type != 7 && type != 8)) return 5;
    size_t size = count * (type == 7 ? sizeof(float) : sizeof(double));
    void *sum = malloc(size);
    sent[comm->rank] = send;
    pthread_barrier_wait(&meeting);
    for (size_t i = 0; i < count; i++)
        if (type == 7) ((float *)sum)[i] = ((const float *)sent[0])[i] + ((const float *)sent[1])[i];
        else ((double *)sum)[i] = ((const double *)sent[0])[i] + ((const double *)sent[1])[i];
    pthread_barrier_wait(&meeting);
    memcpy(receive, sum, size);
    free(sum);
    return 0;
}

int ncclCommDestroy(struct comm *comm) { free(comm); return 0; }

int ncclCommAbort(struct comm *comm) { free(comm); return 0; }
