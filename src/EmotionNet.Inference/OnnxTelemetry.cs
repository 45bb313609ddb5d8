namespace EmotionNet.Inference;

/// <summary>
/// ONNX Runtime's packages send telemetry to Microsoft and keep an identifier of the machine in the home directory, unless this variable says otherwise
/// before it starts (its Privacy.md). Nothing about a user's images may leave the machine, so it is switched off; a value that the user has set stays.
/// </summary>
internal static class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Switches it off; must come before the first session.</summary>
    public static void Disable()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(Variable, Environment.GetEnvironmentVariable(Variable) ?? "1");
        }
        else
        {
            CEnvironment.Set(Variable, "1", overwrite: false);
        }
    }
}
