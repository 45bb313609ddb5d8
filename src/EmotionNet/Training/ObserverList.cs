namespace EmotionNet.Training;

/// <summary>Tells every observer, in order.</summary>
internal static class ObserverList
{
    /// <summary>Sends one message to each.</summary>
    public static void Tell(this IReadOnlyList<ITrainingObserver> observers, Action<ITrainingObserver> message)
    {
        foreach (var observer in observers)
        {
            message(observer);
        }
    }
}
