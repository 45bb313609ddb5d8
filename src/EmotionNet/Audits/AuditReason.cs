namespace EmotionNet.Audits;

/// <summary>Why a training face is better left out; the first that holds counts.</summary>
internal enum AuditReason
{
    /// <summary>It is a copy of a validation or test face, which is then no longer new to the network.</summary>
    Leak,

    /// <summary>It is a copy of a training face with another label.</summary>
    Conflict,

    /// <summary>It repeats an earlier training face.</summary>
    Duplicate,

    /// <summary>Its label is likely wrong.</summary>
    Label,
}
