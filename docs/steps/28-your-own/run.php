<?php
// The twin of docs/steps/28-your-own/run.rs: the chat server, finished.
//
//     php docs/steps/28-your-own/run.php

// ANCHOR: limits
const CLIENTS = 100; // at one time
const LINE = 2000; // bytes of a line, without its end
const BYTES = 2048; // of one read
const TURNS = 20; // lines that a client gets in a second; the rest waits
const UNREAD = 65536; // bytes that the kernel keeps for a client that does not read
// ANCHOR_END: limits

// ANCHOR: client
final class Client
{
    public string $name = ''; // until it has one
    public string $line = ''; // the line that has not ended yet
    public int $heard; // when its last line ended
    public int $turns = 0;

    public function __construct(public readonly Socket $socket)
    {
        $this->heard = hrtime(true);
    }
}
// ANCHOR_END: client

/** What one line, or several, lead to. */
final class Answer
{
    public string $own = ''; // for the client that has said them
    public string $others = ''; // for the others
}

// ANCHOR: main
$port = (int) (getenv('PORT') === false ? 8001 : getenv('PORT'));
$idle = (int) (getenv('IDLE') ?: 600);

$stops = false;
pcntl_async_signals(true);
foreach ([SIGINT, SIGTERM] as $signal) {
    pcntl_signal($signal, function () use (&$stops) { $stops = true; });
}

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, SOMAXCONN) or exit(1);
socket_set_nonblock($sock) or exit(1);
socket_getsockname($sock, $ip, $port) or exit(1);
echo "Listening on 127.0.0.1 port $port.\n";

$chat = new Chat($sock, $idle);
while (!$stops) {
    $chat->go_on();
}
$chat->stop();
echo "The server has stopped.\n";
// ANCHOR_END: main

final class Chat
{
    private array $clients = [];
    private int $second;
    private bool $accepts = true; // in this second

    public function __construct(private readonly Socket $sock, private readonly int $idle)
    {
        $this->second = hrtime(true);
    }

    // ANCHOR: loop
    /** Waits until something happens, at most a second, and deals with it. */
    public function go_on(): void
    {
        if (hrtime(true) - $this->second >= 1e9) {
            $this->start_second();
        }
        $talkers = array_filter($this->clients, fn ($client) => $client->turns < TURNS);
        $read = array_map(fn ($client) => $client->socket, $talkers);
        if ($this->accepts) {
            $read['sock'] = $this->sock;
        }
        // A signal ends the call early. Whatever else fails must not become a busy loop.
        $write = $except = null;
        if ($read === [] || @socket_select($read, $write, $except, 1) === false) {
            usleep(100_000);
            return;
        }
        foreach (array_keys($read) as $number) {
            if ($number === 'sock') {
                $this->welcome();
            } else {
                $this->listen_to($number);
            }
        }
    }
    // ANCHOR_END: loop

    // ANCHOR: second
    /** Each client gets its turns again, and the silent ones are sent away. */
    private function start_second(): void
    {
        [$this->second, $this->accepts] = [hrtime(true), true];
        $silent = [];
        foreach ($this->clients as $number => $client) {
            $client->turns = 0;
            if (hrtime(true) - $client->heard >= $this->idle * 1e9) {
                $silent[$number] = $client;
            }
        }
        foreach ($silent as $number => $client) {
            takes($client->socket, "* Bye: you were silent for too long.\n");
            $this->remove($number);
        }
    }
    // ANCHOR_END: second

    // ANCHOR: welcome
    /** Takes a client in, or tells it that there is no room. */
    private function welcome(): void
    {
        $socket = @socket_accept($this->sock);
        if ($socket === false) {
            fwrite(STDERR, error_get_last()['message'] . "\n"); // most often there is no descriptor left
            $this->accepts = false;
            return;
        }
        $is_set = @socket_set_nonblock($socket)
            && @socket_set_option($socket, SOL_TCP, TCP_NODELAY, 1)
            && @socket_set_option($socket, SOL_SOCKET, SO_SNDBUF, UNREAD);
        if ($is_set && count($this->clients) >= CLIENTS) {
            takes($socket, "* The chat is full.\n");
        } elseif ($is_set && takes($socket, "* Welcome! What is your name?\n")) {
            $this->clients[spl_object_id($socket)] = new Client($socket);
        } // if not, nothing refers to the socket any more, which closes it
    }
    // ANCHOR_END: welcome

    // ANCHOR: listen
    /** Reads once, and does what the whole lines say. */
    private function listen_to(int $number): void
    {
        $client = $this->clients[$number] ?? null;
        if ($client === null) {
            return; // it was removed in this round
        }
        $data = @socket_read($client->socket, BYTES);
        $waits = [SOCKET_EAGAIN, SOCKET_EINTR];
        if ($data === false && in_array(socket_last_error($client->socket), $waits, true)) {
            return;
        }
        if ($data === false || $data === '') {
            $this->remove($number); // the end, or a reset
            return;
        }

        $lines = explode("\n", $client->line . $data);
        $client->line = array_pop($lines);
        $client->turns += max(count($lines), 1);
        if ($lines !== []) {
            $client->heard = hrtime(true);
        }

        $answer = new Answer();
        $stays = true;
        foreach ($lines as $line) {
            $stays = $stays && strlen($line) <= LINE && $this->obey($client, clean($line), $answer);
        }
        $stays = takes($client->socket, $answer->own) && $stays && strlen($client->line) <= LINE;
        $this->tell($number, $answer->others);
        if (!$stays) {
            $this->remove($number);
        }
    }
    // ANCHOR_END: listen

    // ANCHOR: obey
    /** Does what one line says. Returns whether the client stays. */
    private function obey(Client $client, string $line, Answer $answer): bool
    {
        $name = $client->name;
        [$word, $rest] = explode(' ', $line, 2) + [1 => ''];
        if ($name === '') {
            if ($this->names($client, $line, $answer)) {
                $answer->own .= "* Hello $line.\n";
                $answer->others .= "* $line has joined.\n";
            }
        } elseif ($word === '/nick') {
            $new = trim($rest);
            if ($this->names($client, $new, $answer)) {
                $answer->own .= "* You are now $new.\n";
                $answer->others .= "* $name is now $new.\n";
            }
        } elseif ($word === '/who') {
            $names = array_filter(array_map(fn ($client) => $client->name, $this->clients), strlen(...));
            sort($names, SORT_STRING);
            $answer->own .= '* Here are: ' . implode(' ', $names) . "\n";
        } elseif ($word === '/quit') {
            $answer->own .= "* Bye.\n";
            return false;
        } elseif (str_starts_with($line, '/')) {
            $answer->own .= "* Commands: /nick NAME, /who, /quit\n";
        } elseif ($line !== '') {
            $answer->others .= "$name: $line\n";
        }
        return true;
    }

    /** Gives a client its name, unless that is refused. */
    private function names(Client $client, string $name, Answer $answer): bool
    {
        $is_taken = in_array($name, array_map(fn ($client) => $client->name, $this->clients), true);
        if (preg_match('/^[A-Za-z0-9]{1,16}$/D', $name) !== 1) {
            $answer->own .= "* A name has 1 to 16 letters or digits. Try another.\n";
        } elseif ($is_taken) {
            $answer->own .= "* $name is taken. Try another.\n";
        } else {
            $client->name = $name;
            return true;
        }
        return false;
    }
    // ANCHOR_END: obey

    // ANCHOR: tell
    /** To all who have a name, but for one. Who does not take it is removed, and that is told too. */
    private function tell(int $except, string $text): void
    {
        $texts = [[$except, $text]];
        while ($texts !== []) {
            [$except, $text] = array_pop($texts);
            foreach ($this->clients as $number => $client) {
                $hears = $number !== $except && $client->name !== '';
                if ($hears && !takes($client->socket, $text)) {
                    unset($this->clients[$number]);
                    $texts[] = [$number, "* $client->name has left.\n"];
                }
            }
        }
    }

    private function remove(int $number): void
    {
        $name = $this->clients[$number]->name ?? '';
        unset($this->clients[$number]); // its socket is closed when nothing refers to it any more
        if ($name !== '') {
            $this->tell($number, "* $name has left.\n");
        }
    }
    // ANCHOR_END: tell

    // ANCHOR: stop
    /** Says goodbye, and closes everything. */
    public function stop(): void
    {
        socket_close($this->sock); // from now on, new clients are refused
        foreach ($this->clients as $client) {
            takes($client->socket, "* Bye: the server stops.\n");
        }
        $this->clients = [];
    }
    // ANCHOR_END: stop
}

// ANCHOR: helpers
/** A line without the spaces around it. What would control a terminal becomes `?`. */
function clean(string $line): string
{
    return preg_replace('/[\x00-\x1f\x7f]|\xc2[\x80-\x9f]/', '?', trim($line, " \t\r"));
}

/** Whether the kernel has taken all of it. It never waits. */
function takes(Socket $socket, string $text): bool
{
    do {
        $taken = $text === '' ? 0 : @socket_write($socket, $text);
    } while ($taken === false && socket_last_error($socket) === SOCKET_EINTR);
    return $taken === strlen($text);
}
// ANCHOR_END: helpers
