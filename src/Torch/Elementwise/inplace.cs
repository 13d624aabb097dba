using Rag.Torch.Kernels.Functions;

namespace Rag.Torch;

/// <summary>Operations that write to the tensor they are called on.</summary>
public static class InPlaceTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor add_(torch.Tensor target)
        {
            Tape.CheckInPlace(input);
            Binary.MapInto<Add, Arithmetic.Plus>(input, target);
            return Tape.RecordInPlace(input, [input, target], [], 0, static (_, gradient, _) => [gradient, gradient]);
        }

        public torch.Tensor add_(torch.Tensor target, Scalar alpha) => input.add_(torch.mul(target, alpha));

        public torch.Tensor add_(Scalar scalar)
        {
            using var number = Arithmetic.Operand(scalar, input);
            return input.add_(number);
        }

        public torch.Tensor sub_(torch.Tensor target)
        {
            Tape.CheckInPlace(input);
            Binary.MapInto<Subtract, Arithmetic.Minus>(input, target);
            return Tape.RecordInPlace(input, [input, target], [], 0, static (_, gradient, _) => [gradient, -gradient]);
        }

        public torch.Tensor sub_(Scalar target)
        {
            using var number = Arithmetic.Operand(target, input);
            return input.sub_(number);
        }

        public torch.Tensor mul_(torch.Tensor target)
        {
            Tape.CheckInPlace(input);
            using var before = Tape.Records(target) ? input.detach().clone() : null;
            Binary.MapInto<Multiply, Arithmetic.Times>(input, target);
            return Tape.RecordInPlace(input, [input, target], [target, before ?? target], 0, static (saved, gradient, _) =>
                [saved.Needs(0) ? gradient * saved[0] : null, saved.Needs(1) ? gradient * saved[1] : null]);
        }

        public torch.Tensor mul_(Scalar target)
        {
            Tape.CheckInPlace(input);
            using var number = Arithmetic.Operand(target, input);
            Binary.MapInto<Multiply, Arithmetic.Times>(input, number);
            return Tape.RecordInPlace(input, [input], [], target, static (_, gradient, target) => [gradient * target]);
        }

        public torch.Tensor div_(torch.Tensor target, torch.RoundingMode rounding_mode = torch.RoundingMode.None)
        {
            if (rounding_mode != torch.RoundingMode.None) return input.copy_(torch.div(input, target, rounding_mode));
            Tape.CheckInPlace(input);
            using var before = Tape.Records(target) ? input.detach().clone() : null;
            Binary.MapInto<Divide, Arithmetic.Over>(input, target);
            return Tape.RecordInPlace(input, [input, target], [target, before ?? target], 0, static (saved, gradient, _) =>
            [
                saved.Needs(0) ? gradient / saved[0] : null,
                saved.Needs(1) ? -(gradient * saved[1]) / (saved[0] * saved[0]) : null,
            ]);
        }

        public torch.Tensor div_(Scalar target, torch.RoundingMode rounding_mode = torch.RoundingMode.None)
        {
            if (rounding_mode != torch.RoundingMode.None) return input.copy_(torch.div(input, target, rounding_mode));
            Tape.CheckInPlace(input);
            using var number = Arithmetic.Operand(target, input);
            Binary.MapInto<Divide, Arithmetic.Over>(input, number);
            return Tape.RecordInPlace(input, [input], [], target, static (_, gradient, target) => [gradient / target]);
        }

        public torch.Tensor fill_(Scalar value)
        {
            Tape.CheckInPlace(input);
            New.Fill(input, value);
            return Tape.RecordInPlace(input, [input], [], 0, static (_, gradient, _) => [torch.zeros_like(gradient)]);
        }

        public torch.Tensor zero_() => input.fill_(0);

        public torch.Tensor relu_() => input.copy_(Activations.Relu(input));

        public torch.Tensor exp_() => input.copy_(torch.exp(input));

        public torch.Tensor sqrt_() => input.copy_(torch.sqrt(input));

        public torch.Tensor neg_() => input.mul_(-1);

        public torch.Tensor sigmoid_() => input.copy_(torch.sigmoid(input));

        public torch.Tensor tanh_() => input.copy_(torch.tanh(input));

        public torch.Tensor clamp_(Scalar? min = null, Scalar? max = null) => input.copy_(torch.clamp(input, min, max));

        public torch.Tensor addcmul_(torch.Tensor tensor1, torch.Tensor tensor2, Scalar value) => input.add_(tensor1 * tensor2 * value);

        public torch.Tensor addcdiv_(torch.Tensor tensor1, torch.Tensor tensor2, Scalar value) => input.add_(tensor1 / tensor2 * value);

        public torch.Tensor lerp_(torch.Tensor end, torch.Tensor weight) => input.copy_(torch.lerp(input, end, weight));

        public torch.Tensor masked_fill_(torch.Tensor mask, Scalar value) => input.copy_(input.masked_fill(mask, value));
    }
}
