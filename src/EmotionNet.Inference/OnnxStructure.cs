namespace EmotionNet.Inference;

/// <summary>
/// Walks through an ONNX file before ONNX Runtime sees it: its messages must lie within each other and within the file, and no tensor may be in another
/// file. A model from a stranger could otherwise name any path of this machine.
/// </summary>
internal ref struct OnnxStructure
{
    private const int MaximumDepth = 64;

    // Which fields hold which messages, by the numbers of onnx.proto3.
    private enum Message
    {
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
        Other,
    }

    private const int DataLocation = 14, ExternalData = 13, GraphOfModel = 7;

    private ReadOnlySpan<byte> _rest;

    /// <summary>Checks a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">Where it comes from, for a message.</param>
    /// <exception cref="UserInputException">It is not an ONNX model, is cut off, or has tensors in other files.</exception>
    public static void Check(ReadOnlySpan<byte> file, string? path)
    {
        var hasGraph = false;
        try
        {
            Walk(file, Message.Model, 0, path, ref hasGraph);
        }
        catch (InvalidDataException exception)
        {
            throw NotAModel(path, exception);
        }

        if (!hasGraph)
        {
            throw NotAModel(path, inner: null);
        }
    }

    private static UserInputException NotAModel(string? path, Exception? inner) =>
        new("the file is not an ONNX model, or is cut off", "copy it again, or export it again with emotionnet export", path, inner: inner);

    private static void Walk(ReadOnlySpan<byte> content, Message message, int depth, string? path, ref bool hasGraph)
    {
        if (depth > MaximumDepth)
        {
            throw new InvalidDataException("Too deep.");
        }

        var reader = new OnnxStructure { _rest = content };
        while (!reader._rest.IsEmpty)
        {
            var key = reader.ReadNumber();
            if (key > uint.MaxValue)
            {
                // ONNX Runtime keeps 32 bits of it, and would see another field than this check.
                throw new InvalidDataException("A key of more than 32 bits.");
            }

            var (field, wire) = (key >> 3, key & 7);
            var value = wire == 0 ? reader.ReadNumber() : 0;
            var bytes = wire switch
            {
                0 => default,
                1 => reader.Take(8),
                2 => reader.Take(reader.ReadNumber()),
                5 => reader.Take(4),
                _ => throw new InvalidDataException("Unknown wire type."),
            };
            if (message == Message.Tensor && (field == ExternalData || (field == DataLocation && value != 0)))
            {
                throw new UserInputException(
                    "the model keeps tensors in other files, which are not read", "save it as one file, as emotionnet export does", path);
            }

            hasGraph |= message == Message.Model && field == GraphOfModel && wire == 2;
            if (wire == 2 && Inner(message, field) is not Message.Other and var inner)
            {
                Walk(bytes, inner, depth + 1, path, ref hasGraph);
            }
        }
    }

    private static Message Inner(Message message, ulong field) => (message, field) switch
    {
        (Message.Model, GraphOfModel) => Message.Graph,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) or (Message.Function, 11) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => Message.Other,
    };

    private ulong ReadNumber()
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }

        throw new InvalidDataException("A number without an end.");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new InvalidDataException("The content ends early.");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
