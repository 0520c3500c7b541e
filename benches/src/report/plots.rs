//! The plots.

use svg::node::element::{Circle, Group, Polyline};

use super::Data;
use super::bars::{Bar, Bars, WIDTH, document, line, plot, round, words};
use super::statistics::Spread;
use super::tables::{OTHERS, number, time};
use crate::jobs::facts;

const OURS: &str = "php-sockets";

/// A contender's bar.
fn bar(contender: &str, value: Spread, text: String) -> Bar {
    Bar {
        label: contender.to_owned(),
        value,
        text,
        ours: contender == OURS,
    }
}

/// C first, then the others.
fn everybody() -> impl Iterator<Item = &'static str> {
    ["C"].into_iter().chain(OTHERS)
}

fn title(job: &str) -> String {
    facts(job).map_or(String::new(), |job| job.title.to_owned())
}

/// Ratios to C at the tasks between two processes.
pub(super) fn times(data: &Data) -> String {
    let jobs = ["ping-pong-64", "ping-pong-8192", "churn", "udp", "stream"];
    let groups = jobs.map(|job| {
        let bars = everybody().filter_map(|who| {
            let ratio = data.ratio(job, who, "C")?;
            Some(bar(who, ratio, format!("{:.2}", ratio.middle)))
        });
        let of_c = data.result(job, "C").map_or(0.0, |result| result.middle);
        Bars {
            heading: format!("{} (C: {})", title(job), time(of_c)),
            bars: bars.collect(),
        }
    });
    plot(
        "Time as a ratio to C's; shorter is faster",
        &groups,
        Some(1.0),
    )
}

/// Lines per second.
pub(super) fn lines(data: &Data) -> String {
    let bars = everybody().filter_map(|who| {
        let time = data.result("line", who)?;
        let lines = Spread {
            low: 1e9 / time.high,
            middle: 1e9 / time.middle,
            high: 1e9 / time.low,
        };
        Some(bar(who, lines, number(lines.middle, 0)))
    });
    let group = Bars {
        heading: "Lines of 60 bytes in a second".into(),
        bars: bars.collect(),
    };
    plot("Lines per second; longer is faster", &[group], None)
}

/// Instructions in user space.
pub(super) fn instructions(data: &Data) -> String {
    let groups = ["ping-pong-64", "udp"].map(|job| {
        let bars = everybody().filter_map(|who| {
            let value = data.count(job, who)?.instructions;
            let value = Spread {
                low: value,
                middle: value,
                high: value,
            };
            Some(bar(who, value, number(value.middle, 0)))
        });
        Bars {
            heading: title(job),
            bars: bars.collect(),
        }
    });
    plot(
        "Instructions in user space for one round trip, both ends",
        &groups,
        None,
    )
}

/// The numbers of sockets, the first at the left edge.
const SOCKETS: [f64; 4] = [10.0, 100.0, 1_000.0, 10_000.0];
const LEFT: f64 = 36.0;
const RIGHT: f64 = WIDTH - 118.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 220.0;

/// What `socket_select` takes for each socket.
pub(super) fn select(data: &Data) -> String {
    let contenders = ["bare", OURS, "PHP"];
    let curves = contenders.map(|who| (who, curve(data, who)));
    let points = curves.iter().flat_map(|(_, points)| points);
    let most = points.fold(50.0, |most: f64, point| most.max(point.1));
    let step = if most > 300.0 { 100.0 } else { 50.0 };
    let most = (most / step).ceil() * step;
    let at = |(sockets, value): (f64, f64)| {
        let across = (sockets / SOCKETS[0]).log10() / (SOCKETS[3] / SOCKETS[0]).log10();
        let up = value / most;
        [LEFT + (RIGHT - LEFT) * across, BOTTOM - (BOTTOM - TOP) * up]
    };

    let mut drawn = Group::new().add(words("Nanoseconds for each socket", 0.0, 16.0, "heading"));
    for tick in 0..=(most / step) as u32 {
        let value = f64::from(tick) * step;
        let y = at((SOCKETS[0], value))[1];
        let label = words(&number(value, 0), LEFT - 6.0, y + 4.0, "label");
        drawn = drawn.add(line([LEFT, y], [RIGHT, y], "grid")).add(label);
    }
    for sockets in SOCKETS {
        let x = at((sockets, 0.0))[0];
        drawn = drawn.add(words(&number(sockets, 0), x, BOTTOM + 18.0, "tick"));
    }
    let below = words("sockets", (LEFT + RIGHT) / 2.0, BOTTOM + 35.0, "tick");
    drawn = drawn.add(below);
    for (place, (who, points)) in curves.iter().enumerate() {
        let points = points.iter().map(|&point| at(point));
        let key = TOP + 20.0 * place as f64;
        drawn = drawn.add(drawn_curve(who, points.collect(), key));
    }
    document("Time of select for each socket", BOTTOM + 42.0, drawn)
}

/// Numbers of sockets, and the nanoseconds for each.
fn curve(data: &Data, contender: &str) -> Vec<(f64, f64)> {
    let points = SOCKETS.into_iter().filter_map(|sockets| {
        let result = data.result(&format!("select-{sockets}"), contender)?;
        Some((sockets, result.middle / sockets))
    });
    points.collect()
}

/// A curve, and its key at the right edge, `key` below the upper one.
fn drawn_curve(who: &str, points: Vec<[f64; 2]>, key: f64) -> Group {
    let key = [RIGHT + 12.0, key];
    let after = [key[0] + 16.0, key[1]];
    let dot = |[x, y]: [f64; 2]| {
        let place = Circle::new().set("cx", round(x)).set("cy", round(y));
        place.set("r", 3.5)
    };
    let track = points
        .iter()
        .map(|[x, y]| format!("{},{}", round(*x), round(*y)));
    let track: Vec<_> = track.collect();

    let drawn = Group::new()
        .set("class", format!("curve {who}"))
        .add(Polyline::new().set("points", track.join(" ")))
        .add(line(key, after, "key"))
        .add(words(who, after[0] + 5.0, key[1] + 4.0, "value"));
    points.into_iter().map(dot).fold(drawn, Group::add)
}
