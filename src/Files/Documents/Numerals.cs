using System.Globalization;
using System.Text;

namespace Rag.Files.Documents;

/// <summary>Writes the numbers of lists in the ways that word processors know.</summary>
internal static class Numerals
{
    private static readonly (int Value, string Sign)[] _roman =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
        (4, "IV"), (1, "I"),
    ];

    public static string Decimal(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A to Z, AA to ZZ, AAA and so on, as Word counts.</summary>
    public static string Letters(int number) =>
        number is < 1 or > 26 * 20 ? Decimal(number) : new string((char)('A' + (number - 1) % 26), (number - 1) / 26 + 1);

    public static string Roman(int number)
    {
        if (number is < 1 or > 3999) return Decimal(number);
        var roman = new StringBuilder();
        foreach (var (value, sign) in _roman)
        {
            for (; number >= value; number -= value) roman.Append(sign);
        }
        return roman.ToString();
    }

    public static string Han(int number)
    {
        const string digits = "〇一二三四五六七八九";
        if (number is < 0 or > 99) return Decimal(number);
        if (number < 10) return digits[number].ToString();
        var tens = number < 20 ? "十" : digits[number / 10] + "十";
        return number % 10 == 0 ? tens : tens + digits[number % 10];
    }
}
