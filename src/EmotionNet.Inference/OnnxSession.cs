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

    /// <summary>What a model says of itself.</summary>
    /// <param name="session">The model.</param>
    /// <param name="path">Where it comes from, for a message.</param>
    /// <exception cref="UserInputException">The metadata cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> MetadataOf(InferenceSession session, string? path)
    {
        try
        {
            return session.ModelMetadata.CustomMetadataMap;
        }
        catch (NullReferenceException exception)
        {
            // The wrapper looks each key up as a C string, and does not find one that has a zero byte.
            throw new UserInputException(
                "the model's metadata has a key that is not text", "export the model again, or use another one", path, inner: exception);
        }
    }
}
