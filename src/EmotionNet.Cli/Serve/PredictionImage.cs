namespace EmotionNet.Cli.Serve;

/// <summary>An image of a request.</summary>
/// <param name="Name">Its file name, or <c>-</c>.</param>
/// <param name="Content">The content of the image file.</param>
/// <param name="IsFace">Whether it is a cropped face, which is not looked for.</param>
internal readonly record struct PredictionImage(string Name, byte[] Content, bool IsFace);
