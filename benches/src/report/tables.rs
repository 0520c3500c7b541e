//! The tables, in Markdown.

use super::statistics::Spread;
use super::{Count, Data};
use crate::jobs::{ALL, Facts, Measures};

/// The contenders as the columns show them: C, to which the others are compared, first.
pub(super) const OTHERS: [&str; 6] = ["php-sockets", "bare", "rustix", "socket2", "std", "PHP"];

/// The jobs that are single calls.
pub(super) fn is_call(job: &Facts) -> bool {
    let first = ALL.iter().position(|job| job.name == "write-read");
    let place = ALL.iter().position(|other| other.name == job.name);
    place >= first
}

/// The jobs with one active connection beside many idle sockets, which have a table of their own.
fn is_beside_idle(job: &Facts) -> bool {
    ["watch-", "ask-"]
        .iter()
        .any(|start| job.name.starts_with(start))
}

/// Every table is in a box that a phone scrolls sideways.
fn boxed(table: &str) -> String {
    format!("<div class=\"numbers\">\n\n{table}\n</div>\n")
}

/// The tasks: C's time, and the others' as ratios to it.
pub(super) fn jobs(data: &Data) -> String {
    let jobs = ALL
        .iter()
        .filter(|job| !is_call(job) && !is_beside_idle(job));
    ratios(data, jobs.collect())
}

fn ratios(data: &Data, jobs: Vec<&Facts>) -> String {
    let mut table = format!("| operation | C | {} |\n|---|", OTHERS.join(" | "));
    table += &"--:|".repeat(OTHERS.len() + 1);
    for job in jobs
        .into_iter()
        .filter(|job| job.measures != Measures::Memory)
    {
        let Some(of_c) = data.result(job.name, "C") else {
            continue;
        };
        table += &format!("\n| {} | {} |", job.title, time(of_c.middle));
        for other in OTHERS {
            table += &format!(" {} |", cell(other, data.ratio(job.name, other, "C")));
        }
    }
    boxed(&(table + "\n"))
}

/// The ratio and its spread; the crate's own in bold letters.
fn cell(contender: &str, ratio: Option<Spread>) -> String {
    let Some(ratio) = ratio else {
        return "–".into();
    };
    let (digits, half) = (2, ratio.half());
    let middle = format!("{:.digits$}", ratio.middle);
    match contender {
        "php-sockets" => format!("**{middle}** ±{half:.digits$}"),
        _ => format!("{middle} ±{half:.digits$}"),
    }
}

/// A time in nanoseconds, in the unit that suits it.
pub(super) fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.0} ns"),
        1e3..1e5 => format!("{:.1} µs", nanoseconds / 1e3),
        1e5..1e6 => format!("{:.0} µs", nanoseconds / 1e3),
        _ => format!("{:.1} ms", nanoseconds / 1e6),
    }
}

/// The single calls: ratios as well.
pub(super) fn calls(data: &Data) -> String {
    let jobs = ALL.iter().filter(|job| is_call(job));
    ratios(data, jobs.collect())
}

/// One active connection beside idle sockets: the time of C's `epoll_wait`, the ratios of the
/// others to it, and the times of `socket_select`.
pub(super) fn watch(data: &Data) -> String {
    const WATCHING: [&str; 5] = ["php-sockets", "bare", "rustix", "mio", "PHP"];

    let mut table = String::from(
        "| idle sockets | C: `epoll_wait` | `io_poll` | bare | rustix | mio | PHP: `Io\\Poll` \
         | `socket_select` | PHP: `socket_select` |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    );
    for idle in [10, 100, 1_000, 10_000] {
        let (watch, ask) = (format!("watch-{idle}"), format!("ask-{idle}"));
        let Some(of_c) = data.result(&watch, "C") else {
            continue;
        };
        let count = number(f64::from(idle), 0);
        table += &format!("\n| {count} | {} |", time(of_c.middle));
        for other in WATCHING {
            table += &format!(" {} |", cell(other, data.ratio(&watch, other, "C")));
        }
        for other in ["php-sockets", "PHP"] {
            let result = data.result(&ask, other);
            let text = result.map_or("–".into(), |result| time(result.middle));
            table += &format!(" {text} |");
        }
    }
    boxed(&(table + "\n"))
}

/// System calls for one operation.
pub(super) fn system_calls(data: &Data) -> String {
    counts(data, &["php-sockets", "bare", "std", "PHP"], |count| {
        number(count.calls, 2)
    })
}

/// Instructions in user space for one operation.
pub(super) fn instructions(data: &Data) -> String {
    let everybody: Vec<_> = ["C"].into_iter().chain(OTHERS).collect();
    counts(data, &everybody, |count| number(count.instructions, 0))
}

fn counts(data: &Data, contenders: &[&str], text: impl Fn(&Count) -> String) -> String {
    let mut table = format!("| operation | {} |\n|---|", contenders.join(" | "));
    table += &"--:|".repeat(contenders.len());
    for job in ALL {
        let counts = contenders.iter().map(|who| data.count(job.name, who));
        let counts: Vec<_> = counts.collect();
        if counts.iter().any(Option::is_some) {
            let cells = counts.iter().map(|count| count.map_or("–".into(), &text));
            let cells: Vec<String> = cells.collect();
            table += &format!("\n| {} | {} |", job.title, cells.join(" | "));
        }
    }
    boxed(&(table + "\n"))
}

/// Memory, of which there is one result each.
pub(super) fn memory(data: &Data) -> String {
    let all = ["C"].into_iter().chain(OTHERS);
    let results = all.filter_map(|who| Some((who, data.result("memory", who)?)));
    let (names, values): (Vec<_>, Vec<_>) = results
        .map(|(who, bytes)| (who, number(bytes.middle, 1)))
        .unzip();
    let (line, title) = ("--:|".repeat(names.len()), "bytes for each end");
    let (names, values) = (names.join(" | "), values.join(" | "));
    boxed(&format!(
        "| measure | {names} |\n|---|{line}\n| {title} | {values} |\n"
    ))
}

/// With commas for thousands, and without digits that say nothing.
pub(super) fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let before_end = whole.len() - place;
        if place > 0 && before_end.is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match rest.trim_end_matches('0') {
        "" => grouped,
        rest => format!("{grouped}.{rest}"),
    }
}

/// The machine, as a list.
pub(super) fn machine(data: &Data) -> String {
    let lines = data.machine.iter();
    lines
        .map(|(name, value)| format!("- {name}: {value}\n"))
        .collect()
}

/// What was measured, for a terminal: the times with their ratios to C, then the counts.
pub(super) fn text(data: &Data) -> String {
    let lines = |cell: &dyn Fn(&Facts, &str) -> Option<String>| -> String {
        let lines = ALL.iter().map(|job| {
            let everybody = ["C"].into_iter().chain(OTHERS).chain(["mio"]);
            let cells = everybody.filter_map(|who| Some(format!("{who} {}", cell(job, who)?)));
            match cells.collect::<Vec<_>>().join(", ") {
                cells if cells.is_empty() => cells,
                cells => format!("{}: {cells}\n", job.name),
            }
        });
        lines.collect()
    };
    let times = lines(&|job, who| {
        let result = data.result(job.name, who)?.middle;
        let ratio = data.ratio(job.name, who, "C");
        let ratio = ratio.map_or(String::new(), |ratio| format!(" ({:.2})", ratio.middle));
        Some(match job.measures {
            Measures::Memory => format!("{result:.1} bytes"),
            _ => format!("{}{ratio}", time(result)),
        })
    });
    let counts = lines(&|job, who| {
        let count = data.count(job.name, who)?;
        let (calls, instructions) = (number(count.calls, 2), number(count.instructions, 0));
        Some(format!("{calls} system calls + {instructions}"))
    });
    times + &counts
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_number_has_commas_and_no_needless_digits() {
        assert_eq!(number(1234567.0, 0), "1,234,567");
        assert_eq!(number(-1234.5, 2), "-1,234.5");
        assert_eq!(number(-123.0, 0), "-123");
        assert_eq!(number(2.0, 2), "2");
    }
}
