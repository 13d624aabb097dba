using Rag.Torch.Kernels.Convolutions;
using Convolution = Rag.Torch.Kernels.Convolutions.Convolution;

namespace Rag.Torch.Tests.Kernels.Convolutions;

public sealed unsafe class ConvolutionTests
{
    public static TheoryData<int[]> Shapes => new(
        // batch, channels, height, width, filters, kernel y, x, stride, padding, dilation, groups
        [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1],
        [2, 3, 7, 9, 5, 3, 3, 1, 1, 1, 1],
        [2, 3, 8, 11, 4, 3, 3, 2, 1, 1, 1],
        [1, 4, 20, 37, 13, 3, 3, 1, 1, 1, 1],
        [1, 2, 9, 9, 3, 5, 3, 1, 0, 1, 1],
        [1, 2, 12, 10, 3, 3, 3, 1, 2, 2, 1],
        [3, 6, 10, 10, 4, 3, 3, 1, 1, 1, 2],
        [2, 4, 6, 6, 4, 3, 3, 2, 1, 1, 4],
        [1, 3, 1, 70, 5, 1, 3, 2, 1, 1, 1],
        [1, 70, 5, 6, 40, 3, 3, 1, 1, 1, 1],
        [1, 2, 4, 4, 3, 1, 1, 1, 3, 1, 1],
        [1, 2, 16, 16, 3, 4, 4, 4, 0, 1, 1],
        [0, 2, 4, 4, 3, 3, 3, 1, 1, 1, 1]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Outputs_and_gradients_agree_with_the_nested_sums(int[] s)
    {
        bool line = s[2] == 1 && s[5] == 1;
        var shape = new ConvolutionShape
        {
            Batch = s[0],
            Channels = s[1],
            Height = s[2],
            Width = s[3],
            Filters = s[4],
            KernelHeight = s[5],
            KernelWidth = s[6],
            Stride = (line ? 1 : s[7], s[7]),
            Padding = (line ? 0 : s[8], s[8]),
            Dilation = (s[9], s[9]),
            Groups = s[10],
        };
        int outputs = shape.Batch * (int)shape.OutputImage;
        using Floats x = new(shape.Batch * (int)shape.InputImage, 1), w = new(shape.Filters * shape.Patch, 2);
        using Floats bias = new(shape.Filters, 3), y = new(outputs), dy = new(outputs, 4), dx = new(x.Count);
        using Floats dw = new(w.Count), db = new(bias.Count);
        dw.Span.Clear();
        db.Span.Clear();
        Convolution.Forward(in shape, x, w, bias, y);
        Convolution.BackwardInput(in shape, dy, w, dx);
        Convolution.BackwardWeight(in shape, x, dy, dw);
        Convolution.BackwardBias(in shape, dy, db);

        var (ex, ew, eb) = (new double[x.Count], new double[w.Count], new double[bias.Count]);
        for (int o = 0; o < outputs; o++)
        {
            int column = o % shape.OutputWidth, row = o / shape.OutputWidth % shape.OutputHeight;
            int f = o / shape.OutputPixels % shape.Filters, image = o / (int)shape.OutputImage;
            double sum = bias[f];
            eb[f] += dy[o];
            for (int k = 0; k < shape.Patch; k++)
            {
                int kx = k % shape.KernelWidth, ky = k / shape.KernelWidth % shape.KernelHeight;
                int c = (k / shape.KernelWidth / shape.KernelHeight) + (f / shape.GroupFilters * shape.GroupChannels);
                int iy = (row * shape.Stride.Y) + (ky * shape.Dilation.Y) - shape.Padding.Y;
                int ix = (column * shape.Stride.X) + (kx * shape.Dilation.X) - shape.Padding.X;
                if (iy < 0 || ix < 0 || iy >= shape.Height || ix >= shape.Width) continue;
                int i = (((((image * shape.Channels) + c) * shape.Height) + iy) * shape.Width) + ix;
                int weight = (f * shape.Patch) + k;
                sum += (double)x[i] * w[weight];
                ex[i] += (double)dy[o] * w[weight];
                ew[weight] += (double)dy[o] * x[i];
            }
            Close.Assert(sum, y[o], 3e-5, 1, $"output {o}");
        }
        for (int i = 0; i < ex.Length; i++) Close.Assert(ex[i], dx[i], 3e-5, 1, $"dInput {i}");
        for (int i = 0; i < ew.Length; i++) Close.Assert(ew[i], dw[i], 3e-5, 1, $"dWeight {i}");
        for (int i = 0; i < eb.Length; i++) Close.Assert(eb[i], db[i], 1e-5, 1, $"dBias {i}");
    }
}
