using Rag.Encoders.Audio.Features;
using Rag.Files.Sound;

namespace Rag.Training.Aligning;

/// <summary>Hears a recording: changed as the options say, its words' and sounds' times with it, as features.</summary>
internal sealed class Hearing(AugmentationOptions options)
{
    private const int Rate = SoundReader.EncoderRate;

    private readonly SpeechFeatures _features = new();

    public AlignExample Of(AlignRecording recording, Random random)
    {
        var samples = recording.ToFloat();
        var (speed, shift) = (1.0, 0.0); // a time of the recording is at time / speed + shift
        if (random.NextDouble() < options.SpeedShare)
        {
            speed = Within(options.Speed, random);
            samples = SoundAugmentation.Speed(samples, speed);
        }
        if (options.RandomEnds && recording.Times is { Count: > 0 } words)
        {
            var (start, end) = (Math.Clamp((int)(words[0].Start / speed * Rate), 0, samples.Length), Math.Clamp((int)Math.Ceiling(words[^1].End / speed * Rate), 0, samples.Length));
            var lead = (int)(SoundAugmentation.Silence(random) * Rate);
            var tail = (int)(SoundAugmentation.Silence(random) * Rate);
            if (end > start) (samples, shift) = (SoundAugmentation.WithEnds(samples, start, end, lead, tail), (double)(lead - start) / Rate);
        }
        if (random.NextDouble() < options.ReverbShare)
            samples = SoundAugmentation.Reverberant(samples, Within(options.ReverbSeconds, random), 0.2 + (0.8 * random.NextDouble()), random);
        if (random.NextDouble() < options.NoiseShare)
            samples = SoundAugmentation.Noisy(samples, Within(options.NoiseDecibels, random), (NoiseColour)random.Next(3), random);

        var features = _features.Of(samples);
        if (options.Warp > 0) features = FeatureAugmentation.Warped(features, SpeechFeatures.Bands, FeatureAugmentation.Factor(options.Warp, random));
        if (options.Masks > 0) features = FeatureAugmentation.Masked(features, SpeechFeatures.Bands, options.Masks, options.MaskBands, options.MaskFrames, random);
        return new AlignExample(
            recording, features, recording.Times?.Select(word => (Heard(word.Start), Heard(word.End))).ToList(),
            recording.Phones?.Select(phone => (Heard(phone.Start), Heard(phone.End), phone.Label)).ToList());

        double Heard(double seconds) => (seconds / speed) + shift;
    }

    private static double Within((double Least, double Most) range, Random random) => range.Least + ((range.Most - range.Least) * random.NextDouble());
}
