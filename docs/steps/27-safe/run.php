<?php
// The twin of docs/steps/27-safe/run.rs.
//
//     php docs/steps/27-safe/run.php

// ANCHOR: program
// ANCHOR: limits
const LINE = 1024; // bytes of a line
const KEPT = 65536; // bytes for a client that does not take them; then it is not read
const CLIENTS = 500; // at one time
const EACH = 20; // of them from one address
const FIRST = 10; // seconds until a client's first line is whole
const IDLE = 60; // seconds from each line until the next one is whole
const END = 3; // seconds for the clients when the server stops
// ANCHOR_END: limits

// ANCHOR: client
final class Client
{
    public string $line = ''; // what has arrived of its next line
    public string $unsent = "welcome\n"; // what it has not taken yet
    public int $lines = 0;
    public bool $has_ended = false; // it sends nothing more
    public bool $is_leaving = false; // the server stops, and has said goodbye

    public function __construct(
        public readonly Socket $socket,
        public readonly string $address,
        public float $until, // its next line must be whole by then
    ) {}

    public function is_heard(): bool
    {
        return !$this->has_ended && strlen($this->unsent) <= KEPT;
    }
    // ANCHOR_END: client

    // ANCHOR: hear
    /** Takes in what the client has sent. Returns why it has to leave, if it has to. */
    public function hear(int $idle): ?string
    {
        if (!$this->is_heard()) {
            return null;
        }
        $data = @socket_read($this->socket, LINE);
        if ($data === '') {
            $this->has_ended = true;
        } elseif ($data === false && !waits($this->socket)) {
            return 'has broken off';
        } elseif (!$this->is_leaving) { // else it is too late
            $this->line .= $data;
        }
        while (($end = strpos($this->line, "\n")) !== false && $end < LINE) {
            $line = substr($this->line, 0, $end + 1);
            $this->line = substr($this->line, $end + 1);
            if ($this->lines++ === 0) {
                log_line($this->address, 'says "' . escaped($line) . '"');
            }
            $this->until = now() + $idle;
            $this->unsent .= $line;
        }
        return strlen($this->line) > LINE ? 'is sent away: its line is too long' : null;
    }
    // ANCHOR_END: hear

    // ANCHOR: send
    /** Sends what the client takes. Returns why it leaves, if it does. */
    public function send(): ?string
    {
        if ($this->unsent !== '') {
            $taken = @socket_write($this->socket, $this->unsent);
            if ($taken === false && !waits($this->socket)) {
                return 'has broken off';
            }
            $this->unsent = substr($this->unsent, (int) $taken);
        }
        if ($this->unsent === '' && $this->is_leaving) {
            @socket_shutdown($this->socket, 1); // its own end comes next
        }
        return $this->unsent === '' && $this->has_ended ? 'has left' : null;
    }
    // ANCHOR_END: send
}

final class Server
{
    private array $clients = [];
    private float $rests = 0; // until then it accepts nobody

    public function __construct(private readonly int $first, private readonly int $idle) {}

    public function is_empty(): bool
    {
        return $this->clients === [];
    }

    // ANCHOR: turn
    /** Waits for a second at most, and then does only what does not wait. */
    public function turn(?Socket $sock): void
    {
        $socket = fn ($client) => $client->socket;
        $read = array_map($socket, array_filter($this->clients, fn ($client) => $client->is_heard()));
        $write = array_map($socket, array_filter($this->clients, fn ($client) => $client->unsent !== ''));
        if ($sock !== null && now() >= $this->rests) {
            $read['sock'] = $sock;
        }
        $except = null;
        if ($read === [] && $write === []) {
            usleep(100_000);
            return;
        }
        if (@socket_select($read, $write, $except, 1) === false) {
            socket_last_error() === SOCKET_EINTR or usleep(100_000); // 4: a signal
            return;
        }

        foreach (array_keys($read + $write) as $number) {
            $number === 'sock' ? $this->welcome($sock) : $this->talk($number);
        }
        $this->remove_late();
    }
    // ANCHOR_END: turn

    // ANCHOR: welcome
    /** Takes a client in, unless there are too many, in all or from its address. */
    private function welcome(Socket $sock): void
    {
        $socket = @socket_accept($sock);
        if ($socket === false) {
            if (!in_array(socket_last_error(), [SOCKET_EAGAIN, SOCKET_EINTR], true)) {
                log_line('the server', error_get_last()['message']); // most often there is no descriptor left
                $this->rests = now() + 1;
            }
            return;
        }
        $is_set = @socket_getpeername($socket, $address)
            && @socket_set_nonblock($socket)
            && @socket_set_option($socket, SOL_SOCKET, SO_SNDBUF, KEPT);
        if (!$is_set) {
            return; // it has left already
        }
        $same = array_filter($this->clients, fn ($client) => $client->address === $address);
        if (count($this->clients) >= CLIENTS || count($same) >= EACH) {
            @socket_write($socket, "busy\n");
            log_line($address, 'is sent away: too many clients');
            return;
        }
        $this->clients[spl_object_id($socket)] = new Client($socket, $address, now() + $this->first);
    }
    // ANCHOR_END: welcome

    // ANCHOR: talk
    /** Reads from a client and writes to it, as far as that does not wait. */
    private function talk(int $number): void
    {
        $client = $this->clients[$number] ?? null;
        $reason = $client?->hear($this->idle) ?? $client?->send();
        if ($reason !== null) {
            log_line($client->address, $reason);
            unset($this->clients[$number]); // which closes its socket
        }
    }

    /** The time is over for those whose line was not whole in time. */
    private function remove_late(): void
    {
        foreach ($this->clients as $number => $client) {
            if (!$client->is_leaving && $client->until <= now()) {
                log_line($client->address, 'is sent away: no line in time');
                unset($this->clients[$number]);
            }
        }
    }
    // ANCHOR_END: talk

    // ANCHOR: goodbye
    public function say_goodbye(): void
    {
        foreach ($this->clients as $client) {
            $client->unsent .= "goodbye\n";
            $client->is_leaving = true;
        }
    }
    // ANCHOR_END: goodbye
}

$port = (int) (getenv('PORT') === false ? 8001 : getenv('PORT'));

// ANCHOR: signals
$stops = false;
pcntl_async_signals(true);
foreach ([SIGINT, SIGTERM] as $signal) {
    pcntl_signal($signal, function () use (&$stops) { $stops = true; });
}
// ANCHOR_END: signals

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);
socket_set_nonblock($sock) or exit(1);
socket_getsockname($sock, $ip, $port) or exit(1);
echo "Listening on 127.0.0.1 port $port.\n";

$server = new Server((int) (getenv('FIRST') ?: FIRST), (int) (getenv('IDLE') ?: IDLE));
// ANCHOR: stop
while (!$stops) {
    $server->turn($sock);
}
socket_close($sock); // from here on, new clients are refused
$server->say_goodbye();
$end = now() + END;
while (!$server->is_empty() && now() < $end) {
    $server->turn(null);
}
log_line('the server', 'has stopped');
// ANCHOR_END: stop

/** Whether a call has failed only because it would have to wait, or a signal came. */
function waits(Socket $socket): bool
{
    return in_array(socket_last_error($socket), [SOCKET_EAGAIN, SOCKET_EINTR], true);
}

// ANCHOR: log
/** One event, one line. A log that cannot be written does not end the server. */
function log_line(string $who, string $what): void
{
    @fwrite(STDOUT, "$who $what\n");
}

/** Each byte that is not a printable character of ASCII as a number: ESC is \033. */
function escaped(string $text): string
{
    return addcslashes($text, "\0..\37\"\\\177..\377");
}
// ANCHOR_END: log

function now(): float
{
    return hrtime(true) / 1e9;
}
// ANCHOR_END: program
