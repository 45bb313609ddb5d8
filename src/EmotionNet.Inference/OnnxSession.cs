using Microsoft.ML.OnnxRuntime;

namespace EmotionNet.Inference;

/// <summary>Creates sessions of ONNX Runtime on the CPU. The only place that does, since its telemetry must be off before the first.</summary>
internal static class OnnxSession
{
    static OnnxSession() => OnnxTelemetry.Disable();

    /// <summary>Loads a network.</summary>
    /// <param name="model">The ONNX file.</param>
    /// <param name="threads">The threads that compute one run.</param>
    public static InferenceSession Create(byte[] model, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Threads that wait for work must not take the cores from those that decode images.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(model, options);
    }
}
