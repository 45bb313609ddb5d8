using System.Runtime.InteropServices;
using System.Text.Json;

namespace EmotionNet.Benchmarks.Training;

/// <summary>
/// The operations that libtorch's dispatcher ran, by its profiler of <c>torch/csrc/autograd/profiler_legacy.h</c>, a C++ class which
/// TorchSharp does not bind: it writes a Chrome trace when it is destroyed. It sees the calling thread and autograd's, no replica workers.
/// </summary>
internal static unsafe class OperationTrace
{
    private const string Library = "torch_cpu";
    private const int ProfilerBytes = 1024; // a smart pointer and a reference, with room to spare

    /// <summary>One operation: its name, and the microseconds in which it ran.</summary>
    public readonly record struct Operation(string Name, long Thread, double Start, double End);

    /// <summary>Runs <paramref name="work"/> and lists what the dispatcher ran meanwhile, in order of its start.</summary>
    public static IReadOnlyList<Operation> Of(Action work)
    {
        var file = Path.GetTempFileName();
        try
        {
            var path = Marshal.StringToCoTaskMemUTF8(file);
            var name = new CxxString { Text = path, Length = file.Length, Capacity = file.Length };
            var profiler = NativeMemory.AllocZeroed(ProfilerBytes);
            Construct(profiler, &name);
            work();
            Destroy(profiler);
            NativeMemory.Free(profiler);
            Marshal.FreeCoTaskMem(path);
            return Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static List<Operation> Read(string file)
    {
        using var trace = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. trace.RootElement.EnumerateArray()
            .Select(entry => (Name: entry.GetProperty("name").GetString()!, Thread: entry.GetProperty("tid").GetInt64(),
                Start: entry.GetProperty("ts").GetDouble(), Duration: entry.GetProperty("dur").GetDouble()))
            .Select(entry => new Operation(entry.Name, entry.Thread, entry.Start, entry.Start + entry.Duration))
            .OrderBy(operation => operation.Start).ThenByDescending(operation => operation.End)];
    }

    [DllImport(Library, EntryPoint = "_ZN5torch8autograd8profiler13RecordProfileC1ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE")]
    private static extern void Construct(void* profiler, CxxString* file);

    [DllImport(Library, EntryPoint = "_ZN5torch8autograd8profiler13RecordProfileD1Ev")]
    private static extern void Destroy(void* profiler);

    // std::string of libstdc++'s new ABI, for text of its own that is not freed here.
    [StructLayout(LayoutKind.Sequential)]
    private struct CxxString
    {
        public nint Text;
        public long Length;
        public long Capacity;
        private readonly long _unused;
    }
}
