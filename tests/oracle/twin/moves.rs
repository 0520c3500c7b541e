//! The calls that take a socket away, and streams.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

use php_sockets::*;

use super::arguments::{Arguments, refused};
use super::{Got, Kept, Outcome, Stop, Twin};
use crate::answer::Value;
use crate::syntax::{Call, Expr};

impl Twin {
    /// Makes the call if it is one of those.
    pub(super) fn moved(&mut self, call: &Call) -> Option<Outcome> {
        let made = match call.function.as_str() {
            "socket_close" => self.take_socket(call).map(|socket| {
                socket_close(socket);
                Value::Null.into()
            }),
            "socket_export_stream" => self
                .take_socket(call)
                .map(|socket| Got::Stream(socket_export_stream(socket))),
            "socket_import_stream" => self.import(call),
            "stream_pair" => {
                let (one, other) = UnixStream::pair().unwrap();
                let streams = [one, other].map(|stream| Got::Stream(stream.into()));
                return Some((Ok(true.into()), vec![Got::List(streams.into())]));
            }
            "fread" => self.stream(call).map(|mut stream| {
                let mut data = [0; 8192];
                let count = stream.read(&mut data).unwrap();
                data[..count].to_vec().into()
            }),
            "fwrite" => self.stream(call).and_then(|mut stream| {
                let arguments = Arguments { twin: self, call };
                Ok(stream.write(&arguments.bytes(1)?).unwrap().into())
            }),
            "take_descriptors" => Arguments { twin: self, call }.number(0).map(|count| {
                self.take_descriptors(count);
                Value::Null.into()
            }),
            "fclose" => self.take(call).map(|_| true.into()),
            _ => return None,
        };
        Some((made, Vec::new()))
    }

    fn take(&mut self, call: &Call) -> Result<Kept, Stop> {
        let [Expr::Name(name)] = call.arguments.as_slice() else {
            return refused("it takes a Socket");
        };
        match self.kept.get_mut(name) {
            Some(Kept::Gone(function)) => refused(format!("{name} was moved into {function}")),
            Some(kept) => Ok(std::mem::replace(kept, Kept::Gone(call.function.clone()))),
            None => refused(format!("{name} is nothing")),
        }
    }

    /// Opens so many files, until the script ends.
    fn take_descriptors(&mut self, count: usize) {
        for number in 0..count {
            let file = File::open("/dev/null").unwrap();
            let name = format!("descriptor {number}");
            self.kept.insert(name, Kept::Stream(file.into()));
        }
    }

    fn take_socket(&mut self, call: &Call) -> Result<Socket, Stop> {
        match self.take(call)? {
            Kept::Socket(socket) => Ok(socket),
            _ => refused("it takes a Socket"),
        }
    }

    fn import(&mut self, call: &Call) -> Result<Got, Stop> {
        match self.take(call)? {
            Kept::Stream(stream) => Ok(Got::Socket(socket_import_stream(stream)?)),
            _ => refused("it takes an OwnedFd"),
        }
    }

    /// A second descriptor of a stream, to read and write.
    fn stream(&self, call: &Call) -> Result<File, Stop> {
        match call.arguments.first() {
            Some(Expr::Name(name)) => match self.kept.get(name) {
                Some(Kept::Stream(stream)) => {
                    let copy: OwnedFd = stream.try_clone().unwrap();
                    Ok(copy.into())
                }
                _ => refused("it is no stream"),
            },
            _ => refused("it is no stream"),
        }
    }
}
