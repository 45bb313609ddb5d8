using EmotionNet.Cli.Report;

namespace EmotionNet.Tests.Cli.Report;

[Collection(TorchFreeTests.Name)]
public sealed class HtmlTests
{
    private const string Hostile = "<script>alert(1)</script>\" onload='x' &amp; \u202E{{title}}";

    [Fact]
    public void A_text_in_a_hole_brings_no_element_no_attribute_and_no_turned_text()
    {
        var markup = Html.Of($"<td title=\"{Hostile}\">{Hostile}</td>").Markup;

        const string Escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp;amp; \uFFFD{{title}}";
        Assert.Equal($"<td title=\"{Escaped}\">{Escaped}</td>", markup);
    }

    [Fact]
    public void Markup_and_lists_of_it_are_kept_and_numbers_have_a_point()
    {
        var items = Enumerable.Range(1, 2).Select(value => Html.Of($"<li>{value}</li>"));

        Assert.Equal("<ul><li>1</li><li>2</li></ul>0.33", Html.Of($"<ul>{items}</ul>{1.0 / 3}").Markup);
    }

    [Fact]
    public void What_is_filled_into_a_template_is_not_a_template_and_an_empty_section_is_left_out()
    {
        var values = new Dictionary<string, Html> { ["a"] = Html.Of($"{Hostile}"), ["title"] = new("T"), ["none"] = Html.Empty };

        var filled = HtmlTemplate.Fill("{{#a}}<b>{{a}}</b>\n{{/a}}{{#none}}gone {{title}}{{/none}}{{title}}", values);

        Assert.Equal($"<b>{values["a"].Markup}</b>\nT", filled);
    }

    [Fact]
    public void A_name_that_the_template_has_and_nobody_fills_is_an_error() =>
        Assert.Throws<KeyNotFoundException>(() => HtmlTemplate.Fill("{{title}}", new Dictionary<string, Html>()));
}
