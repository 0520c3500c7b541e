//! The same cells in PHP, where strace makes the call fail.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::Place;
use super::cases::Php;
use crate::command;
use crate::report::{Effort, Report};

/// CI compares one cell out of this many.
const SAMPLE: usize = 12;

/// What is not as in PHP, on purpose or because PHP makes another call: the title of the
/// case, the error or none for all, and why.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("socket_accept", "", "here the listener records it too"),
    (
        "socket_read, a line",
        "EAGAIN",
        "PHP tries again at full speed",
    ),
];

/// What PHP prints if it is too old for the function.
const ABSENT: &str = "absent";

/// Compares every cell, or a sample of them, with PHP's outcome.
pub(super) fn compare(
    effort: Effort,
    places: &[Place],
    answers: &[Option<String>],
    report: &mut Report,
) {
    let missing = ["php", "strace"]
        .into_iter()
        .find(|name| !command::is_there(name));
    if let Some(missing) = missing {
        if std::env::var_os("REQUIRE_FAULTS").is_some() {
            report.fail(format!("no {missing}, and REQUIRE_FAULTS is set"));
        }
        report.note(format!("PHP's cells SKIPPED: no {missing}"));
        return;
    }
    let cells = places.iter().zip(answers);
    let cells =
        cells.filter_map(|(place, answer)| Some((place, place.case.php?, answer.as_ref()?)));
    let step = effort.of(SAMPLE, 1);
    let (mut compared, mut different) = (0, 0);
    for (place, php, answer) in cells.step_by(step) {
        let theirs = theirs(php, place.errno);
        if theirs.as_ref().is_ok_and(|theirs| theirs == ABSENT) {
            continue;
        }
        compared += 1;
        if theirs.as_ref().is_ok_and(|theirs| theirs == answer) {
            continue;
        }
        if is_listed(place) {
            different += 1;
            continue;
        }
        let theirs = theirs.unwrap_or_else(|how| how);
        report.fail(format!(
            "{}, {} gives {}: here {answer}, PHP {theirs}",
            place.case.title, place.call, place.errno
        ));
    }
    report.note(format!(
        "{compared} cells compared with PHP, {different} of them different on purpose"
    ));
}

fn is_listed(place: &Place) -> bool {
    DIFFERENT.iter().any(|(title, errno, _)| {
        *title == place.case.title && (errno.is_empty() || *errno == place.errno)
    })
}

/// PHP's outcome, in the form of `Cell::shown`.
fn theirs(php: Php, errno: &str) -> Result<String, String> {
    let script = script(php);
    let (calls, which) = php.calls.split_once('@').unwrap_or((php.calls, "1"));
    let which = which.parse().unwrap_or(1) + earlier_calls(calls, &script)?;
    let first = format!("inject={calls}:error={errno}:when={which}");
    let mut command = traced(calls);
    command.args(["-o", "/dev/null", "-e", &first, "php", "-r", &script]);
    let ended = command::run(&mut command, Duration::from_secs(20));
    let ended = ended.map_err(|cause| cause.to_string())?;
    let answer = ended
        .output
        .lines()
        .find_map(|line| line.strip_prefix("= "));
    answer
        .map(str::to_owned)
        .ok_or_else(|| format!("nothing, {}: {}", ended.status_text, ended.output))
}

fn traced(calls: &str) -> Command {
    let mut command = Command::new("strace");
    let trace = format!("trace={calls},getpid");
    command.args(["-f", "--seccomp-bpf", "-qq", "-e", &trace]);
    command.stderr(Stdio::null());
    command
}

/// How many such calls PHP makes before the one that is meant; it asks for its own number
/// right before that.
fn earlier_calls(calls: &str, script: &str) -> Result<usize, String> {
    let log = tempfile::NamedTempFile::new().map_err(|cause| cause.to_string())?;
    let mut command = traced(calls);
    // It must not wait for what will never arrive.
    let dry = script.replace("/*call*/", "exit;");
    command.arg("-o").arg(log.path()).args(["php", "-r", &dry]);
    command::run(&mut command, Duration::from_secs(20)).map_err(|cause| cause.to_string())?;

    let text = std::fs::read_to_string(log.path()).map_err(|cause| cause.to_string())?;
    if !text.contains("getpid(") {
        return Ok(0);
    }
    let calls: Vec<_> = text.lines().filter(|line| line.contains('(')).collect();
    let is_mark = |line: &&str| line.contains("getpid(");
    let mark = calls
        .iter()
        .rposition(is_mark)
        .ok_or("no getpid in PHP's calls")?;
    let earlier = calls[..mark].iter().filter(|line| !is_mark(line));
    Ok(earlier.count())
}

fn script(php: Php) -> String {
    format!(
        "if (!function_exists('{}')) {{ exit(\"= {ABSENT}\\n\"); }}
         $warnings = []; $s = null;
         set_error_handler(function ($n, $t) use (&$warnings) {{ $warnings[] = $t; return true; }});
         {}
         socket_clear_error(); getmypid(); /*call*/
         $r = {};
         $g = socket_last_error(); $l = $s ? socket_last_error($s) : 0;
         echo '= ', $r === false ? 'true' : 'false', '|', implode(' / ', $warnings), \"|$g|$l\\n\";",
        php.call.split('(').next().unwrap_or_default(),
        php.before,
        php.call
    )
}
