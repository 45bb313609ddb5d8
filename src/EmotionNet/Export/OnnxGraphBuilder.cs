using Google.Protobuf;
using Onnx;
using static TorchSharp.torch;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;

namespace EmotionNet.Export;

/// <summary>Puts an ONNX graph together, node by node. A value is named after the node that computes it.</summary>
/// <param name="isHalf">Whether weights of two and more dimensions are stored as float16; a Cast behind each makes them float32, in which all is computed.</param>
internal sealed class OnnxGraphBuilder(bool isHalf)
{
    /// <summary>The name of the dimension that is not fixed.</summary>
    public const string BatchDimension = "batch";

    private readonly GraphProto _graph = new() { Name = "emotionnet" };

    /// <summary>The graph so far.</summary>
    public GraphProto Graph => _graph;

    /// <summary>Adds an input, <c>float32 [batch, …]</c>.</summary>
    public string Input(string name, string documentation, params ReadOnlySpan<long> dimensions)
    {
        _graph.Input.Add(Value(name, documentation, dimensions));
        return name;
    }

    /// <summary>Makes a value an output, <c>float32 [batch, …]</c>.</summary>
    public void Output(string name, string documentation, params ReadOnlySpan<long> dimensions) => _graph.Output.Add(Value(name, documentation, dimensions));

    /// <summary>Adds a node.</summary>
    /// <param name="operation">Its ONNX operator.</param>
    /// <param name="output">The name of the node and of its one output.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of the output.</returns>
    public string Node(string operation, string output, IReadOnlyList<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds the numbers of a tensor as a constant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values"><c>float32</c>, of any strides.</param>
    /// <returns>The name of the <c>float32</c> value.</returns>
    public string Weight(string name, Tensor values)
    {
        using var scope = NewDisposeScope();
        // Biases are few, and rounding them would save nothing.
        var isStoredAsHalf = isHalf && values.dim() > 1;
        var rowMajor = values.detach().cpu().to(isStoredAsHalf ? ScalarType.Float16 : ScalarType.Float32).contiguous();
        var stored = isStoredAsHalf ? $"{name}.half" : name;
        Constant(stored, isStoredAsHalf ? DataType.Float16 : DataType.Float, rowMajor.shape, ByteString.CopyFrom(rowMajor.bytes.ToArray()));
        return isStoredAsHalf ? Node("Cast", name, [stored], Attribute("to", (long)DataType.Float)) : name;
    }

    /// <summary>Adds a number as a constant, <c>float32 []</c>.</summary>
    public string Number(string name, double value)
    {
        Constant(name, DataType.Float, [], ByteString.CopyFrom(BitConverter.GetBytes((float)value)));
        return name;
    }

    /// <summary>Adds whole numbers as a constant, <c>int64 [n]</c>.</summary>
    public string Integers(string name, params long[] values)
    {
        Constant(name, DataType.Int64, [values.Length], ByteString.CopyFrom([.. values.SelectMany(BitConverter.GetBytes)]));
        return name;
    }

    /// <summary>A whole number as an attribute.</summary>
    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    /// <summary>Whole numbers as an attribute.</summary>
    public static AttributeProto Attribute(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    private void Constant(string name, DataType type, long[] shape, ByteString rowMajor)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = rowMajor };
        tensor.Dims.Add(shape);
        _graph.Initializer.Add(tensor);
    }

    private static ValueInfoProto Value(string name, string documentation, ReadOnlySpan<long> dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = BatchDimension });
        foreach (var dimension in dimensions)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = dimension });
        }

        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape } };
        return new ValueInfoProto { Name = name, DocString = documentation, Type = type };
    }
}
