namespace EmotionNet.Cli.Predict;

/// <summary>Prints predictions in one format.</summary>
internal interface IPredictionWriter
{
    /// <summary>Prints the faces of an image.</summary>
    void Write(ImagePrediction image);

    /// <summary>Hands on what was printed.</summary>
    void Flush();
}
