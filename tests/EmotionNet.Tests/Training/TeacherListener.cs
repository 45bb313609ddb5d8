using EmotionNet.Training;

namespace EmotionNet.Tests.Training;

/// <summary>Hears of each teacher before it is asked.</summary>
internal sealed class TeacherListener(Action<string> onTeacherAsked) : ITrainingObserver
{
    public void OnTeacherAsked(string file) => onTeacherAsked(file);
}
