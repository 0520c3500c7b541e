//! The system calls of each call of a program, from strace.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use libtest_mimic::Failed;
use regex::Regex;

/// The system calls to watch. Some machines lack those with a question mark.
const TRACED: &str = "trace=%network,openat,close,fcntl,ioctl,?poll,ppoll,?select,pselect6,\
    epoll_create1,epoll_ctl,?epoll_wait,epoll_pwait,read,readv,write,writev";

/// strace and its options: it writes a file for each thread into the folder, with the time of each
/// call.
pub(crate) fn strace(folder: &Path) -> Vec<String> {
    let trace = folder.join("trace").display().to_string();
    let options = [
        "strace", "-ff", "-qq", "-ttt", "-s", "32", "-e", TRACED, "-o",
    ];
    options
        .map(str::to_owned)
        .into_iter()
        .chain([trace])
        .collect()
}

/// The system calls of each call of the program whose listener writes to the file `record`.
///
/// The listener opens that file when it is started, and for each call when it begins and when it
/// ends. What is between is in turn the program's and the listener's. Where several threads call,
/// the order is that in which the listener ended.
pub(crate) fn calls(folder: &Path, record: &str) -> Result<Vec<Vec<String>>, Failed> {
    let mut all = Vec::new();
    for file in fs::read_dir(folder)? {
        let trace = fs::read_to_string(file?.path())?;
        let lines = trace.lines().filter_map(|line| line.split_once(' '));
        all.extend(of_thread(&lines.collect::<Vec<_>>(), record));
    }
    all.sort();
    Ok(all.into_iter().map(|(_, calls)| calls).collect())
}

/// The calls of one thread, each with the time when the listener ended: the digits before and
/// after the point are always as many.
fn of_thread(lines: &[(&str, &str)], record: &str) -> Vec<(String, Vec<String>)> {
    let is_mark = |line: &str| line.starts_with("openat(") && line.contains(record);
    let marks = (0..lines.len()).filter(|&at| is_mark(lines[at].1));
    let marks: Vec<_> = marks.collect();
    // Before the first of the main thread's, which has one more, the program starts.
    let (start, marks) = marks.split_at(marks.len() % 2);
    let mut from = start.first().copied();
    let mut all = Vec::new();
    for pair in marks.chunks(2) {
        let part = lines[from.map_or(0, |mark| mark + 1)..pair[0]].iter();
        let mut part = part.map(|(_, line)| *line);
        // The listener's file is closed first.
        if from.is_some() {
            while part.next().is_some_and(|line| !line.starts_with("close(")) {}
        }
        let calls = part.filter(|line| is_call(line)).map(normal).collect();
        all.push((lines[pair[1]].0.to_owned(), calls));
        from = Some(pair[1]);
    }
    all
}

/// Those that a function makes. Before it the program may have dropped a socket, or used one
/// through std's traits.
pub(crate) fn of_function(function: &str, mut calls: Vec<String>) -> Vec<String> {
    let is_of =
        |call: &str, names: &[&str]| names.contains(&call.split('(').next().unwrap_or(call));
    let has = |words: [&str; 2]| words.iter().any(|word| function.contains(word));
    if !has(["read", "recv"]) {
        calls.retain(|call| !is_of(call, &["recvfrom", "readv"]));
    }
    if !has(["write", "send"]) {
        calls.retain(|call| !is_of(call, &["sendto", "writev"]));
    }
    drop_procfs(&mut calls);
    calls.retain(|call| !call.contains("\"/dev/null\"")); // which takes a descriptor, no more
    if function != "socket_close" {
        let dropped = calls.iter().take_while(|call| is_of(call, &["close"]));
        calls.drain(..dropped.count());
    }
    calls
}

/// The program may have read what procfs says of it.
fn drop_procfs(calls: &mut Vec<String>) {
    let mut open = None;
    calls.retain(|call| {
        if call.starts_with("openat(") && call.contains("\"/proc/self/") {
            open = call
                .rsplit_once(" = ")
                .map(|(_, descriptor)| descriptor.to_owned());
            return false;
        }
        let Some(descriptor) = &open else { return true };
        let is_end = *call == format!("close({descriptor}) = 0");
        let is_read = call.starts_with(&format!("read({descriptor}, "));
        if is_end {
            open = None;
        }
        !is_end && !is_read
    });
}

/// Whether it is a call of a socket function: not what the program prints, nor std's check
/// whether what it closes is open, which it makes in a debug build.
fn is_call(line: &str) -> bool {
    let is_output = line.starts_with("write(1,") || line.starts_with("write(2,");
    line.contains('(') && !is_output && !line.contains(", F_GETFD)")
}

/// Without what differs from run to run and the spaces before the result.
fn normal(line: &str) -> String {
    static RESULT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\) += ").unwrap());
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b0x[0-9a-f]+").unwrap());
    static FULL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\) = \d{5,}$").unwrap());
    static LEFT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r", left \{[^}]*\}").unwrap());
    let line = LEFT.replace(line, "");
    let line = RESULT.replace(&line, ") = ");
    let line = ADDRESS.replace_all(&line, "0x…");
    FULL.replace(&line, ") = …").into_owned()
}
