//! HAProxy in front of two servers, with the configuration of step 26.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use php_sockets_test_support::port::free_port;
use php_sockets_test_support::program::{Language, limited};
use php_sockets_test_support::tools::has_tool;

use crate::victim::Victim;
use crate::{SECOND, both};

const SERVERS: [&str; 2] = ["127.0.0.2", "127.0.0.3"];

#[test]
fn a_server_that_is_killed_costs_no_new_client() {
    const NAME: &str = "balancer::a_server_that_is_killed_costs_no_new_client";
    if has_tool(NAME, "haproxy", "-v", "REQUIRE_HAPROXY") {
        both(killed);
    }
}

fn killed(language: Language) {
    let port = free_port();
    let start = |ip| Victim::start_on(port, language, "26-behind", &[ip]);
    let [one, two] = SERVERS.map(start);
    let balancer = Balancer::start(port);
    while balancer.ask().is_none() {
        balancer.assert_is_patient();
    }

    let answers: Vec<_> = (0..10).filter_map(|_| balancer.ask()).collect();
    let count = |ip: &&str| answers.iter().filter(|it| it.starts_with(*ip)).count();
    assert_eq!(
        SERVERS.iter().map(count).collect::<Vec<_>>(),
        [5, 5],
        "{answers:?}"
    );

    assert_eq!(one.stop(), "");
    for _ in 0..20 {
        let answer = balancer.ask().expect("an answer");
        assert!(answer.starts_with(SERVERS[1]), "{answer}");
    }

    let one = start(SERVERS[0]);
    while balancer
        .ask()
        .is_none_or(|answer| answer.starts_with(SERVERS[1]))
    {
        balancer.assert_is_patient();
    }
    assert_eq!([one.stop(), two.stop()], ["", ""]);
}

struct Balancer {
    process: Child,
    port: u16,
    start: Instant,
}

impl Balancer {
    fn start(port: u16) -> Self {
        let mut command = limited("haproxy", port);
        command.args(["-q", "-f", "docs/steps/26-ten-thousand/haproxy.cfg"]);
        Self {
            process: command.spawn().unwrap(),
            port,
            start: Instant::now(),
        }
    }

    /// What a client is answered, which names it.
    fn ask(&self) -> Option<String> {
        let client = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        client.set_read_timeout(Some(10 * SECOND)).ok()?;
        let own = client.local_addr().ok()?;
        let mut answer = String::new();
        BufReader::new(client).read_line(&mut answer).ok()?;
        let named = format!("The client is {own}, the peer is 127.0.0.1:");
        answer.contains(&named).then_some(answer)
    }

    /// Pauses. There is an end to that.
    #[track_caller]
    fn assert_is_patient(&self) {
        assert!(self.start.elapsed() < 20 * SECOND, "it took too long");
        sleep(Duration::from_millis(50));
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        let _ = kill(Pid::from_raw(self.process.id() as i32), Signal::SIGTERM);
        let _ = self.process.wait();
    }
}
