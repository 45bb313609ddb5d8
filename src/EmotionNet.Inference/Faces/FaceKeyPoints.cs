namespace EmotionNet.Inference.Faces;

/// <summary>The six points that the detector finds on a face. Right and left are the person's own.</summary>
/// <param name="RightEye">The right eye, which is on the left of the image.</param>
/// <param name="LeftEye">The left eye.</param>
/// <param name="NoseTip">The tip of the nose.</param>
/// <param name="Mouth">The middle of the mouth.</param>
/// <param name="RightEar">The front of the right ear.</param>
/// <param name="LeftEar">The front of the left ear.</param>
public readonly record struct FaceKeyPoints(FacePoint RightEye, FacePoint LeftEye, FacePoint NoseTip, FacePoint Mouth, FacePoint RightEar, FacePoint LeftEar)
{
    /// <summary>How many points there are.</summary>
    internal const int Count = 6;

    /// <summary>The angle of the line through the eyes, in degrees; positive where the left eye is the lower one.</summary>
    public float TiltDegrees => float.RadiansToDegrees(MathF.Atan2(LeftEye.Y - RightEye.Y, LeftEye.X - RightEye.X));
}
