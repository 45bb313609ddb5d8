using Google.Protobuf;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace EmotionNet.Tests.Export;

/// <summary>An exported model turned into one of another program: without metadata, colour images with the channels last, one at a time, 0 to 1 in, logits out.</summary>
internal static class ForeignModel
{
    public static byte[] From(byte[] exported)
    {
        var model = ModelProto.Parser.ParseFrom(exported);
        model.MetadataProps.Clear();
        var graph = model.Graph;
        graph.Output.Remove(graph.Output.Single(output => output.Name == "probabilities"));
        var input = graph.Input.Single();
        input.Name = "pixels";
        var shape = input.Type.TensorType.Shape;
        shape.Dim.Clear();
        shape.Dim.Add(new long[] { 1, 48, 48, 3 }.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));

        graph.Initializer.Add(new TensorProto { Name = "white", DataType = (int)DataType.Float, FloatData = { 255 } });
        graph.Node.Insert(0, Node("Transpose", "planes", ["pixels"], Integers("perm", 0, 3, 1, 2)));
        graph.Node.Insert(1, Node("ReduceMean", "grey", ["planes"], Integers("axes", 1)));
        graph.Node.Insert(2, Node("Mul", "faces", ["grey", "white"]));
        return model.ToByteArray();
    }

    /// <summary>A model with a further input, which no node takes.</summary>
    public static byte[] WithFurtherInput(byte[] foreign, string name)
    {
        var model = ModelProto.Parser.ParseFrom(foreign);
        var further = model.Graph.Input.Single().Clone();
        further.Name = name;
        model.Graph.Input.Insert(0, further);
        return model.ToByteArray();
    }

    /// <summary>A model whose first weight is in another file.</summary>
    public static byte[] WithExternalData(byte[] exported, string location)
    {
        var model = ModelProto.Parser.ParseFrom(exported);
        var weight = model.Graph.Initializer.First(tensor => tensor.RawData.Length > 100);
        weight.RawData = ByteString.Empty;
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        return model.ToByteArray();
    }

    /// <summary>A model whose first weight claims four terabytes.</summary>
    public static byte[] WithHugeWeight(byte[] exported)
    {
        var model = ModelProto.Parser.ParseFrom(exported);
        var weight = model.Graph.Initializer.First(tensor => tensor.Dims.Count == 4);
        weight.Dims[0] = 1L << 40;
        return model.ToByteArray();
    }

    private static NodeProto Node(string operation, string output, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = output, Output = { output } };
        node.Input.Add(inputs);
        node.Attribute.Add(attributes);
        return node;
    }

    private static AttributeProto Integers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }
}
