//! The goals, each held against what was measured.

use super::Data;
use super::tables::number;
use crate::jobs::{ALL, facts};

/// A goal, and how it went.
struct Goal {
    goal: String,
    measured: String,
    met: bool,
    /// Stands in the table if it is not met.
    why: String,
}

const OURS: &str = "php-sockets";

/// The jobs of two processes that have goals.
const TASKS: [&str; 4] = ["ping-pong-64", "ping-pong-8192", "churn", "udp"];

/// All goals, as a table.
pub(super) fn table(data: &Data) -> String {
    let tasks = TASKS.iter().flat_map(|job| task(data, job));
    let select = ["select-10", "select-100", "select-1000"];
    let select = select.iter().filter_map(|job| for_each_socket(data, job));
    let single = [
        system_calls(data),
        instructions(data),
        lines(data),
        calls_of_a_line(data),
        many_sockets(data),
        memory(data),
        start_up(data),
    ];
    let goals = tasks.chain(select).chain(watching(data));
    let goals = goals.chain(single.into_iter().flatten());

    let mut table = String::from("| goal | measured | met? |\n|---|---|---|\n");
    for goal in goals {
        let met = match (goal.met, goal.why.as_str()) {
            (true, _) => "met".to_owned(),
            (false, "") => "**not met**".to_owned(),
            (false, why) => format!("**not met**: {why}"),
        };
        table += &format!("| {} | {} | {met} |\n", goal.goal, goal.measured);
    }
    table
}

fn title(job: &str) -> &'static str {
    facts(job).map_or("", |job| job.title)
}

/// The three goals of a job between two processes.
fn task(data: &Data, job: &str) -> Vec<Goal> {
    let at_most = |most: f64, other: &str, why: String| {
        let ratio = data.ratio(job, OURS, other)?.middle;
        Some(Goal {
            goal: format!("{}: at most {most:.2} of {other}", title(job)),
            measured: format!("{ratio:.2}"),
            met: ratio <= most,
            why,
        })
    };
    let goals = [
        at_most(1.05, "bare", why(job).into()),
        at_most(0.9, "C", bare_too(data, job)),
        slower_than_none(data, job),
    ];
    goals.into_iter().flatten().collect()
}

/// Slower is what three of four rounds were slower in.
fn slower_than_none(data: &Data, job: &str) -> Option<Goal> {
    let others = ["rustix", "C", "std", "socket2"].into_iter();
    let ratios = others.filter_map(|other| Some((other, data.ratio(job, OURS, other)?)));
    let (closest, ratio) = ratios.max_by(|(_, one), (_, other)| one.low.total_cmp(&other.low))?;
    Some(Goal {
        goal: format!(
            "{}: slower than none of rustix, C, std, socket2",
            title(job)
        ),
        measured: format!("{:.2} ±{:.2} of {closest}", ratio.middle, ratio.half()),
        met: ratio.low <= 1.0,
        why: why(job).into(),
    })
}

fn for_each_socket(data: &Data, job: &str) -> Option<Goal> {
    let (_, sockets) = job.rsplit_once('-')?;
    let sockets: f64 = sockets.parse().ok()?;
    let more = data.difference(job, OURS, "bare")?.middle / sockets;
    Some(Goal {
        goal: format!(
            "select of {} sockets: at most 10 ns for each over bare ppoll",
            number(sockets, 0)
        ),
        measured: format!("{} ns", number(more, 1)),
        met: more <= 10.0,
        why: instructions_for_each(data, job, sockets),
    })
}

/// The goals of `io_poll`, beside 10 to 10,000 idle sockets.
fn watching(data: &Data) -> Vec<Goal> {
    let jobs = ALL.iter().filter(|job| job.name.starts_with("watch-"));
    let near_c = jobs.clone().filter_map(|job| {
        let ratio = data.ratio(job.name, OURS, "C")?;
        Some(Goal {
            goal: format!("{}: at most 1.05 of C", job.title),
            measured: format!("{:.2} ±{:.2}", ratio.middle, ratio.half()),
            met: ratio.middle <= 1.05,
            why: String::new(),
        })
    });
    let before_php = jobs.filter_map(|job| {
        let times = data.ratio(job.name, "PHP", OURS)?.middle;
        Some(Goal {
            goal: format!("{}: at least 1.3 times as fast as PHP", job.title),
            measured: format!("{times:.2} times"),
            met: times >= 1.3,
            why: String::new(),
        })
    });
    near_c.chain(before_php).chain(flat(data)).collect()
}

fn flat(data: &Data) -> Option<Goal> {
    let few = data.result("watch-10", OURS)?.middle;
    let many = data.result("watch-10000", OURS)?.middle;
    Some(Goal {
        goal: "io_poll: at most a tenth slower beside 10,000 idle sockets than beside 10".into(),
        measured: format!("{:.2} times the time", many / few),
        met: many <= 1.1 * few,
        why: String::new(),
    })
}

/// The crate's and the bare twin's counts at all jobs that have both, but for the
/// start of a program, which is hardly the crate's work.
fn pairs(data: &Data) -> Vec<(&'static str, [f64; 2], [f64; 2])> {
    let jobs = ALL.iter().filter(|job| job.name != "start-up");
    let pairs = jobs.filter_map(|job| {
        let (ours, bare) = (data.count(job.name, OURS)?, data.count(job.name, "bare")?);
        let instructions = [ours.instructions, bare.instructions];
        Some((job.title, [ours.calls, bare.calls], instructions))
    });
    pairs.collect()
}

fn system_calls(data: &Data) -> Option<Goal> {
    let mut pairs = pairs(data);
    // How many reads a stream of bytes takes depends on who runs when.
    pairs.retain(|(title, ..)| *title != self::title("stream"));
    // A run's first calls for memory are a hundredth.
    let more = pairs
        .iter()
        .filter(|(_, [ours, bare], _)| *ours > bare + 0.05);
    let more: Vec<_> = more.map(|(title, ..)| *title).collect();
    let measured = match more.len() {
        0 => format!("at all {} jobs (without start-up and stream)", pairs.len()),
        _ => format!("more at: {}", more.join("; ")),
    };
    (!pairs.is_empty()).then(|| Goal {
        goal: "the system calls of the bare twin, or fewer".into(),
        measured,
        met: more.is_empty(),
        why: String::new(),
    })
}

fn instructions(data: &Data) -> Option<Goal> {
    let pairs = pairs(data);
    let more = pairs.iter().map(|(title, [_, calls], [ours, bare])| {
        // At least one: what a job does once for many operations is no call of it.
        (*title, (ours - bare) / calls.max(1.0))
    });
    let mut more: Vec<_> = more.collect();
    more.sort_by(|one, other| other.1.total_cmp(&one.1));
    let over = more.iter().filter(|(_, more)| *more > 20.0).count();
    let (most, value) = more.first()?;
    Some(Goal {
        goal: "at most 20 more instructions a system call than the bare twin".into(),
        measured: format!(
            "met at {} of {} jobs (without start-up); the most: {}, {most}",
            more.len() - over,
            more.len(),
            number(*value, 0)
        ),
        met: over == 0,
        why: WHAT_IT_DOES_MORE.into(),
    })
}

fn lines(data: &Data) -> Option<Goal> {
    let times = data.ratio("line", "PHP", OURS)?.middle;
    Some(Goal {
        goal: "lines: at least 25 times as many as PHP".into(),
        measured: format!("{times:.1} times"),
        met: times >= 25.0,
        why: String::new(),
    })
}

fn calls_of_a_line(data: &Data) -> Option<Goal> {
    let calls = data.count("line", OURS)?.calls;
    Some(Goal {
        goal: "at most 3 system calls a line".into(),
        measured: number(calls, 2),
        // The writing of a hundred lines is one more.
        met: calls <= 3.01,
        why: String::new(),
    })
}

fn many_sockets(data: &Data) -> Option<Goal> {
    let ours = data.result("select-10000", OURS);
    Some(Goal {
        goal: "select works with 10,000 sockets".into(),
        measured: ours.map_or("no".into(), |ours| super::tables::time(ours.middle)),
        met: ours.is_some(),
        why: String::new(),
    })
}

fn memory(data: &Data) -> Option<Goal> {
    let socket: f64 = data.of_machine("bytes of a Socket").parse().ok()?;
    let beyond = data.result("memory", OURS)?.middle - socket;
    Some(Goal {
        goal: "an idle connection: at most 16 bytes of user memory beyond the `Socket`".into(),
        measured: format!("{} bytes", number(beyond.max(0.0), 1)),
        met: beyond <= 16.0,
        why: String::new(),
    })
}

fn start_up(data: &Data) -> Option<Goal> {
    let ratio = data.ratio("start-up", OURS, "std")?.middle;
    Some(Goal {
        goal: "start-up: at most 1.10 of std".into(),
        measured: format!("{ratio:.2}"),
        met: ratio <= 1.1,
        why: String::new(),
    })
}

/// What the crate does in a job besides the system calls.
fn why(job: &str) -> &'static str {
    match job {
        "churn" => {
            "each connection parses its address, 285 instructions in std; \
             `socket_read` makes a `Vec` each time, 145 in `malloc` and `free`"
        }
        "udp" => {
            "addresses are strings, as in PHP: the server makes a string from the sender's, and the \
             answer parses it again: 294 instructions, 145 of them in `malloc` and `free`, and \
             285 in std"
        }
        _ => "`socket_read` makes a `Vec` each time, 145 instructions in `malloc` and `free`",
    }
}

/// The reason of a job, and how far the bare calls themselves come.
fn bare_too(data: &Data, job: &str) -> String {
    match data.ratio(job, "bare", "C") {
        Some(bare) => format!("{}; bare is at {:.2}", why(job), bare.middle),
        None => why(job).into(),
    }
}

fn instructions_for_each(data: &Data, job: &str, sockets: f64) -> String {
    let (ours, bare) = (data.count(job, OURS), data.count(job, "bare"));
    let more = ours
        .zip(bare)
        .map(|(ours, bare)| ours.instructions - bare.instructions);
    let more = more.map_or(String::new(), |more| {
        format!(
            ", {} instructions for each more than bare",
            number(more / sockets, 0)
        )
    });
    format!("the list for the system is made in each call{more}")
}

/// By callgrind, function by function; without what the tables show already.
const WHAT_IT_DOES_MORE: &str = "PHP's functions do more than the system's. A result is a `Vec`: \
    145 instructions in `malloc` and `free`; a `Message` has five of them. An address is a string: \
    std parses it in 285 (its parser 201, the check for UTF-8 84), and writing it takes 149. \
    `socket_select` makes its list in each call, 5.5 for each socket, and looks through it, 3.4; \
    the program's own array is 2.8. An option can be of any type, and returning an \
    `OptionValue` takes 19";
