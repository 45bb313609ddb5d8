namespace EmotionNet.Fuzz;

/// <summary>A reader of files from strangers, and files that it reads.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Seeds">Makes files that are read without complaint.</param>
/// <param name="Read">Reads a file; the folder is the reader's own. Returns, or throws <see cref="UserInputException"/>.</param>
internal sealed record FuzzTarget(string Name, Func<IReadOnlyList<byte[]>> Seeds, Action<byte[], string> Read)
{
    /// <summary>Reads the seeds.</summary>
    /// <exception cref="InvalidOperationException">One is refused.</exception>
    public void RequireSeeds(string folder)
    {
        foreach (var file in Seeds())
        {
            try
            {
                Read(file, folder);
            }
            catch (UserInputException refusal)
            {
                throw new InvalidOperationException($"{Name} refuses one of its seeds: {refusal.Message}", refusal);
            }
        }
    }

    /// <summary>Reads a file as users' files must be read: right, or refused by an exception of our own that names what is wrong.</summary>
    /// <returns>Whether it was read.</returns>
    public bool Accepts(byte[] file, string folder)
    {
        try
        {
            Read(file, folder);
            return true;
        }
        catch (UserInputException refusal) when (refusal.Fix.Length > 0)
        {
            return false;
        }
    }
}
