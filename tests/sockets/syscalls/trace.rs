//! A test under strace, and what strace wrote of it.

use std::fs;
use std::process::Command;

use crate::common::*;

/// Runs the test under strace and compares what happened in its steps with
/// `expected`: the name of each, and below it the calls as strace writes them.
/// Descriptors are `FD`, ports `PORT`. Returns true in that process, which then
/// makes the steps.
#[track_caller]
pub(super) fn traced(test: &str, expected: &str) -> bool {
    let Some(traces) = traces(test) else {
        return is_child();
    };
    let trace = traces.into_iter().find(|trace| trace.contains(MARK));
    let calls = calls(&trace.expect("the marks of the test"));
    assert_eq!(calls, expected, "the calls were:\n{calls}");
    false
}

/// Runs the test under strace and returns what each of its threads called. `None` in that
/// process, and where there is no strace.
#[track_caller]
pub(super) fn traces(test: &str) -> Option<Vec<String>> {
    if is_child() || !has_tool(test, "strace", "-V", "REQUIRE_STRACE") {
        return None;
    }
    let folder = folder();
    let mut strace = Command::new("strace");
    // A file for each thread, so that no line is split by another thread's.
    strace.args(["-ff", "-qq", "-s", "64"]);
    // A call only on a machine whose clock the C library cannot read by itself.
    strace.args(["-e", "trace=!clock_gettime", "-o"]);
    strace.arg(folder.path().join("trace"));
    strace.arg(std::env::current_exe().unwrap());
    run_child(test, strace);

    let traces = fs::read_dir(folder.path()).unwrap();
    let traces = traces.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    Some(traces.collect())
}

/// Begins the name of a file that does not exist: opening it shows in the trace.
const MARK: &str = "/mark/";

/// Makes a step.
pub(super) fn step<T>(name: &str, call: impl FnOnce() -> T) -> T {
    mark(name);
    let result = call();
    mark("");
    result
}

fn mark(name: &str) {
    fs::metadata(format!("{MARK}{name}")).unwrap_err();
}

/// The steps of a trace, and the calls of each.
fn calls(trace: &str) -> String {
    let mut steps = String::new();
    let mut inside = false;
    for line in trace.lines() {
        if let Some((_, mark)) = line.split_once(MARK) {
            let (name, _) = mark.split_once('"').unwrap();
            inside = !name.is_empty();
            if inside {
                steps += &format!("{name}\n");
            }
        } else if inside && !is_memory(line) {
            steps += &format!("  {}\n", normal(line));
        }
    }
    steps
}

/// Whether it is a call of the allocator; or a check of `FD_CLOEXEC`, with which std makes
/// sure in a debug build that what it closes is open.
fn is_memory(line: &str) -> bool {
    let names = ["brk(", "mmap(", "munmap(", "mremap(", "madvise("];
    names.iter().any(|name| line.starts_with(name)) || line.contains(", F_GETFD)")
}

/// A line with what differs from run to run replaced.
fn normal(line: &str) -> String {
    let (name, rest) = line.split_once('(').expect(line);
    let (call, result) = rest.rsplit_once(" = ").expect(line);

    let call = call.trim_end();
    let past_descriptor = call.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut call = match past_descriptor.len() < call.len() {
        true => format!("FD{past_descriptor}"),
        false => call.to_owned(),
    };
    // Of an epoll: a number, or a structure of two. First, as a number may look like an address.
    call = match name {
        "epoll_pwait" => replaced(&call, ", data=", "}]", ", DATA}]"),
        _ => replaced(&call, ", data=", ")", ", DATA})"),
    };
    for (start, end, by) in [
        ("htons(", ")", "PORT"),
        // Where an answer would have been written.
        ("0x", ",", "ADDRESS,"),
        ("{fd=", ",", "{fd=FD,"),
        ("cmsg_data=[", "]", "cmsg_data=[FD]"),
        ("_ADD, ", ",", "_ADD, FD,"),
        ("_MOD, ", ",", "_MOD, FD,"),
        ("_DEL, ", ",", "_DEL, FD,"),
    ] {
        call = replaced(&call, start, end, by);
    }
    if name == "socketpair" {
        call = replaced(&call, "[", "]", "[FD, FD]");
    }

    let makes_descriptor = ["socket", "accept4", "epoll_create1"].contains(&name);
    let result = if makes_descriptor { "FD" } else { result };
    let result = replaced(result, "{fd=", ",", "{fd=FD,");
    let result = replaced(&result, ", left {", "}", "");
    format!("{name}({call} = {result}")
}

/// `text` with `by` wherever something goes from `start` to `end`.
fn replaced(text: &str, start: &str, end: &str, by: &str) -> String {
    let mut parts = text.split(start);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, after) = part.split_once(end).expect(text);
        result += by;
        result += after;
    }
    result
}
