namespace EmotionNet.Models;

/// <summary>One part of a model.</summary>
/// <param name="Name">Its place in the model: <c>blocks.0.convolution1</c>.</param>
/// <param name="Kind">Its type.</param>
/// <param name="OutputShape">What it returns for one face, without the batch: <c>[32, 24, 24]</c>.</param>
/// <param name="Parameters">Its trainable numbers.</param>
/// <param name="MultiplyAdds">Its multiply-adds for one face.</param>
internal sealed record LayerSummary(string Name, string Kind, string OutputShape, long Parameters, long MultiplyAdds);
