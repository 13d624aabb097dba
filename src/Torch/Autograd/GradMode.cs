namespace Rag.Torch;

/// <summary>Whether operations on this thread enter the graph.</summary>
internal sealed class GradMode : IDisposable
{
    [ThreadStatic]
    private static bool _off;

    [ThreadStatic]
    private static bool _inference;

    private readonly bool _wasOff = _off;
    private readonly bool _wasInference = _inference;

    private GradMode()
    {
    }

    public static bool IsEnabled => !_off;

    public static bool IsInference => _inference;

    public static GradMode Set(bool enabled)
    {
        var before = new GradMode();
        _off = !enabled;
        return before;
    }

    public static GradMode SetInference(bool mode)
    {
        var before = new GradMode();
        (_off, _inference) = (mode || _off, mode);
        return before;
    }

    public void Dispose() => (_off, _inference) = (_wasOff, _wasInference);
}

public static partial class torch
{
    public static IDisposable no_grad() => GradMode.Set(false);

    public static IDisposable enable_grad(bool enabled = true) => GradMode.Set(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => GradMode.Set(mode);

    public static bool is_grad_enabled() => GradMode.IsEnabled;

    /// <summary>As <see cref="no_grad"/>. (PyTorch also skips version counters there; nothing here depends on that.)</summary>
    public static IDisposable inference_mode(bool mode = true) => GradMode.SetInference(mode);

    public static bool is_inference_mode_enabled() => GradMode.IsInference;
}
