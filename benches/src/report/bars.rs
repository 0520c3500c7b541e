//! A plot of bars, for which the page's own style gives the colours.

use svg::Document;
use svg::node::element::{Group, Line, Rectangle, Text, Title};

use super::statistics::Spread;

/// One bar.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: Spread,
    /// What stands behind it.
    pub(super) text: String,
    /// Whether it is the one the plot is about.
    pub(super) ours: bool,
}

/// Bars that belong together.
pub(super) struct Bars {
    pub(super) heading: String,
    pub(super) bars: Vec<Bar>,
}

/// The width of a plot, in units of its own: small enough for a phone, where one is
/// about one pixel.
pub(super) const WIDTH: f64 = 400.0;
const ROW: f64 = 19.0;
const LABEL: f64 = 86.0;
/// Where the longest bar ends.
const END: f64 = WIDTH - 84.0;

/// The plot; each group has its own scale, or all the same one, with a line at `mark`.
pub(super) fn plot(title: &str, groups: &[Bars], mark: Option<f64>) -> String {
    let all = groups.iter().flat_map(|group| &group.bars);
    let longest = |bars: &mut dyn Iterator<Item = &Bar>| {
        bars.map(|bar| bar.value.high)
            .fold(f64::MIN_POSITIVE, f64::max)
    };
    let widest = longest(&mut all.into_iter());

    let mut top = 0.0;
    let mut drawn = Group::new();
    for group in groups {
        let largest = match mark {
            Some(_) => widest,
            None => longest(&mut group.bars.iter()),
        };
        let scale = |value: f64| LABEL + (END - LABEL) * value / largest;
        drawn = drawn.add(words(&group.heading, 0.0, top + 16.0, "heading"));
        top += 24.0;
        let start = top;
        for bar in &group.bars {
            drawn = drawn.add(row(bar, top, scale, mark));
            top += ROW;
        }
        if let Some(mark) = mark {
            drawn = drawn.add(line([scale(mark), start - 2.0], [scale(mark), top], "mark"));
        }
        top += 8.0;
    }
    document(title, top, drawn)
}

fn row(bar: &Bar, top: f64, scale: impl Fn(f64) -> f64, mark: Option<f64>) -> Group {
    let Spread { low, middle, high } = bar.value;
    let class = if bar.ours { "ours" } else { "other" };
    let base = top + 13.5;
    let whisker = top + 9.0;
    let end = scale(high.max(mark.unwrap_or(0.0))) + 5.0;
    Group::new()
        .set("class", class)
        .add(words(&bar.label, LABEL - 6.0, base, "label"))
        .add(
            Rectangle::new()
                .set("x", round(LABEL))
                .set("y", round(top + 2.0))
                .set("width", round(scale(middle) - LABEL))
                .set("height", round(ROW - 5.0)),
        )
        .add(line(
            [scale(low), whisker],
            [scale(high), whisker],
            "spread",
        ))
        .add(words(&bar.text, end, base, "value"))
}

/// A whole drawing of that height.
pub(super) fn document(title: &str, height: f64, drawn: Group) -> String {
    let document = Document::new()
        .set("viewBox", (0, 0, WIDTH as i32, height.ceil() as i32))
        .set("class", "plot")
        .set("role", "img")
        .set("aria-label", title)
        .add(Title::new(title))
        .add(drawn);
    format!("{document}\n")
}

pub(super) fn words(text: &str, x: f64, y: f64, class: &str) -> Text {
    Text::new(text)
        .set("x", round(x))
        .set("y", round(y))
        .set("class", class)
}

pub(super) fn line(from: [f64; 2], to: [f64; 2], class: &str) -> Line {
    Line::new()
        .set("x1", round(from[0]))
        .set("y1", round(from[1]))
        .set("x2", round(to[0]))
        .set("y2", round(to[1]))
        .set("class", class)
}

/// To a tenth: finer is not seen.
pub(super) fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
