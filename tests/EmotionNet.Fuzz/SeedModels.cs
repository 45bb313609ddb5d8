using EmotionNet.Checkpoints;
using EmotionNet.Configuration;
using EmotionNet.Data;
using EmotionNet.Inference;
using Google.Protobuf;
using Onnx;
using TorchSharp;
using DataType = Onnx.TensorProto.Types.DataType;

namespace EmotionNet.Fuzz;

/// <summary>Small model files: a checkpoint of two tensors, an ONNX model of three nodes.</summary>
internal static class SeedModels
{
    /// <summary>Checkpoints.</summary>
    public static IReadOnlyList<byte[]> Checkpoints()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var weight = torch.ones(2, 3);
            using var half = torch.ones(4).to(torch.float16);
            var description = new CheckpointDescription(new TrainingOptions(), EmotionClasses.Fer2013, new TrainingProgress { FaceCounts = [10, 5] })
            {
                Conformal = Thresholds(),
            };
            SafetensorsFile.Write(
                path,
                new Dictionary<string, torch.Tensor> { ["weight"] = weight, ["half"] = half },
                CheckpointMetadata.Write(description, isResumable: true));
            return [File.ReadAllBytes(path)];
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>ONNX models.</summary>
    public static IReadOnlyList<byte[]> Onnx()
    {
        var classes = EmotionClasses.Fer2013.Count;
        var graph = new GraphProto { Name = "mean" };
        graph.Input.Add(Values("faces", 1, 48, 48));
        graph.Output.Add(Values("probabilities", classes));
        var weight = Enumerable.Range(0, classes).Select(column => (float)column);
        graph.Initializer.Add(new TensorProto { Name = "weight", DataType = (int)DataType.Float, Dims = { 1, classes }, FloatData = { weight } });
        graph.Node.Add(Node("ReduceMean", ["faces"], "mean", Integers("axes", 2, 3), Integer("keepdims", 0)));
        graph.Node.Add(Node("MatMul", ["mean", "weight"], "logits"));
        graph.Node.Add(Node("Softmax", ["logits"], "probabilities", Integer("axis", 1)));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        model.MetadataProps.Add(new StringStringEntryProto { Key = "emotionnet.classes", Value = string.Join(',', EmotionClasses.Fer2013) });
        model.MetadataProps.Add(new StringStringEntryProto { Key = OnnxMetadata.Conformal, Value = Thresholds().ToJson() });
        return [model.ToByteArray()];
    }

    private static ConformalCalibration Thresholds() => ConformalCalibration.Of(temperature: 1, single: [0.1, 0.4, 0.7], mirrored: [0.1, 0.3, 0.6]);

    private static ValueInfoProto Values(string name, params long[] sizes)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        shape.Dim.Add(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        var type = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }

    private static NodeProto Node(string operation, string[] inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = operation, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } };

    private static AttributeProto Integers(string name, params long[] values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    private static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };
}
