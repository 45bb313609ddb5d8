using System.Runtime.InteropServices;
using EmotionNet.Files;
using EmotionNet.Runtime;
using static TorchSharp.torch;

namespace EmotionNet.Checkpoints;

/// <summary>
/// Reads and writes safetensors (https://huggingface.co/docs/safetensors): the one format of checkpoints. It carries no code, and
/// Python reads it with one line. The same tensors and metadata always give the same bytes. A file has a digest of itself, which is checked
/// before the file takes the place of an older one, and whenever its tensors are read.
/// </summary>
internal static class SafetensorsFile
{
    private const string Fix = "the file is cut off, damaged or not a checkpoint; use another one";

    /// <summary>Writes a file whole or not at all.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="tensors">The tensors by name, on any device and of any strides; written in row-major order.</param>
    /// <param name="metadata">Strings for the <c>__metadata__</c> of the header.</param>
    /// <exception cref="UserInputException">The file cannot be written, or does not read back as it was written.</exception>
    /// <exception cref="ArgumentException">A tensor has a type that the format does not know, or is named <c>__metadata__</c>.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var entries = Place(tensors);
        var header = SafetensorsHeader.Serialize(entries, FileDigest.MakeRoom(metadata));
        using var digest = FileDigest.Begin(header);
        AtomicFile.Write(path, Write, RequireWhole);

        void Write(Stream stream)
        {
            stream.Write(header);
            foreach (var entry in entries)
            {
                using var scope = NewDisposeScope();
                var rowMajor = tensors[entry.Name].detach().cpu().contiguous();
                stream.Write(rowMajor.bytes);
                digest.Append(rowMajor.bytes);
            }

            digest.WriteTo(stream, header);
        }
    }

    /// <summary>Reads a file into tensors on the CPU.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserInputException">The file is missing, cut off or damaged.</exception>
    public static SafetensorsContent Read(string path) => Open(path, (header, stream) =>
    {
        TorchRuntime.Initialize();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var content = new SafetensorsContent(tensors, header.Metadata);
        using var digest = FileDigest.Begin(header);
        try
        {
            foreach (var entry in header.Tensors)
            {
                var tensor = empty([.. entry.Shape], TypeOf(entry.DataType)).DetachFromDisposeScope();
                tensors.Add(entry.Name, tensor);
                stream.ReadExactly(tensor.bytes);
                digest?.Append(tensor.bytes);
            }

            digest?.Require(header);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    });

    /// <summary>Reads the metadata alone: no tensor data is touched and libtorch is not loaded.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserInputException">The file is missing, cut off or damaged.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path) => Open(path, (header, _) => header.Metadata);

    /// <summary>Reads the metadata and the format's names of the element types, such as <c>F16</c>, without touching tensor data or loading libtorch.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UserInputException">The file is missing, cut off or damaged.</exception>
    public static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<string> DataTypes) ReadContents(string path) =>
        Open(path, (header, _) => (header.Metadata, (IReadOnlyList<string>)[.. header.Tensors.Select(tensor => tensor.DataType)]));

    private static void RequireWhole(Stream stream)
    {
        try
        {
            var header = SafetensorsHeader.Read(stream);
            using var digest = FileDigest.Begin(header)!;
            var part = new byte[1 << 20];
            while (stream.Read(part) is > 0 and var count)
            {
                digest.Append(part.AsSpan(0, count));
            }

            digest.Require(header);
        }
        catch (InvalidDataException error)
        {
            throw new IOException("what was written does not read back the same", error);
        }
    }

    private static T Open<T>(string path, Func<SafetensorsHeader, Stream, T> read)
    {
        try
        {
            if (InputFiles.IsWithoutLength(path))
            {
                throw new InvalidDataException("it is empty, or not a regular file");
            }

            using var stream = File.OpenRead(path);

            return read(SafetensorsHeader.Read(stream), stream);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            var problem = error is InvalidDataException ? error.Message : "it ends before its last tensor";
            throw new UserInputException(problem, Fix, path, inner: error);
        }
        catch (ExternalException error)
        {
            // libtorch's allocator; the header has been checked, so that the file does have as many bytes.
            throw new UserInputException("there is not enough memory for its tensors", "free memory, or use a smaller checkpoint", path, inner: error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserInputException("there is no such file", "name an existing checkpoint", path, inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException(
                $"the file cannot be read ({error.Message.TrimEnd('.')})",
                "name a checkpoint file that can be read",
                path,
                inner: error);
        }
    }

    // Largest elements first, then by name: every tensor starts at a multiple of its element's size, as Python's writer has it.
    private static List<SafetensorsEntry> Place(IReadOnlyDictionary<string, Tensor> tensors)
    {
        long position = 0;
        var entries = new List<SafetensorsEntry>(tensors.Count);
        foreach (var (name, tensor) in tensors.OrderByDescending(pair => pair.Value.element_size()).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name == SafetensorsHeader.MetadataKey)
            {
                throw new ArgumentException($"A tensor cannot be named {SafetensorsHeader.MetadataKey}.", nameof(tensors));
            }

            var end = position + (tensor.numel() * tensor.element_size());
            entries.Add(new SafetensorsEntry(name, NameOf(tensor.dtype), tensor.shape, position, end));
            position = end;
        }

        return entries;
    }

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Float64 => "F64",
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Int16 => "I16",
        ScalarType.Int8 => "I8",
        ScalarType.Byte => "U8",
        ScalarType.Bool => "BOOL",
        _ => throw new ArgumentException($"A tensor of type {type} cannot be stored.", nameof(type)),
    };

    private static ScalarType TypeOf(string name) => name switch
    {
        "F64" => ScalarType.Float64,
        "F32" => ScalarType.Float32,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "I64" => ScalarType.Int64,
        "I32" => ScalarType.Int32,
        "I16" => ScalarType.Int16,
        "I8" => ScalarType.Int8,
        "U8" => ScalarType.Byte,
        "BOOL" => ScalarType.Bool,
        _ => throw new InvalidDataException($"it has a tensor of type '{name}', which is not read here"),
    };
}
