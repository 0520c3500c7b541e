//! The feature `tracing`: all that each function reports about a call.

mod listener;

mod addrinfo;
mod create;
mod example;
mod io_poll;
mod message;
mod option;
mod rules;
mod select;
mod transfer;
