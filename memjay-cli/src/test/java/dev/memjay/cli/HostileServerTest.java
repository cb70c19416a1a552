package dev.memjay.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.Console;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says never reaches the terminal as anything but text. */
@Tag("hostile")
final class HostileServerTest {
    /** Clears the screen, sets the window's title, and clears it again by a single character of C1. */
    private static final String HOSTILE = "\u001b[2J\u001b]0;x\u0007\u009b2J";

    /** The same, with what the right-to-left override is in UTF-8, and bytes that are none. */
    private static final String VALUE = "a\ttab\n" + HOSTILE + "\u00e2\u0080\u00ae\r";

    private ServerSocket socket;
    private String address;

    @BeforeEach
    void start() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        address = "127.0.0.1:" + socket.getLocalPort();
        Thread thread = new Thread(this::serve, "hostile");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "stats"})
    void answersAreEscaped(String command) {
        CommandRun run = CommandRun.of(command, "--servers", address);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.lines()).hasSize(1).allMatch(line -> line.contains("\\u001b[2J\\u001b]0;x\\u0007\\u009b2J"));
        isTextAlone(run);

        CommandRun json = CommandRun.of(command, "--json", "--servers", address);
        assertThat(json.out()).contains("\\u001b[2J\\u001b]0;x\\u0007\\u009b2J");
        isTextAlone(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void keysOfALogAreEscaped(String json) {
        String[] arguments = json.isEmpty()
                ? new String[] {"hot", "--for=200ms", "--servers", address}
                : new String[] {"hot", "--for=200ms", json, "--servers", address};
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.out()).as(run.err()).contains("\\u001b[2J\\u2028");
        isTextAlone(run);
    }

    @Test
    void errorsAreEscaped() {
        CommandRun run = CommandRun.of("stats", "items", "--servers", address);
        assertThat(run.status()).isNotZero();
        assertThat(run.err()).contains("\\u001b[2J");
        isTextAlone(run);
    }

    @Test
    void tracesAreEscaped() {
        CommandRun run = CommandRun.of("stats", "items", "--verbose", "--servers", address);
        isTextAlone(run);
    }

    /** A terminal gets text; whatever else reads the output gets the bytes that are stored. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "get k",
                "gat k 60",
                "get k l",
                "get k --codec raw",
                "get k --codec bytes",
                "get k --codec pymemcache",
                "get k --protocol classic",
                "get k l --protocol classic"
            })
    void valuesAreEscapedOnATerminal(String command) {
        String[] arguments = (command + " --servers " + address).split(" ");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), out, err, stream -> true);
        int status = MemjayCommand.run(console, arguments);

        CommandRun shown = new CommandRun(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("a\ttab\n\\u001b[2J\\u001b]0;x\\u0007\\x9b2J\\u202e\\u000d");
        isTextAlone(shown);

        CommandRun piped = CommandRun.of(arguments);
        assertThat(piped.status()).as(piped.err()).isZero();
        assertThat(new String(piped.bytes(), ISO_8859_1)).contains(VALUE);
    }

    private static void isTextAlone(CommandRun run) {
        assertThat(run.out() + run.err())
                .matches(text -> text.chars().allMatch(c -> c >= ' ' && c < 127 || c == '\n' || c == '\t'));
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread thread = new Thread(() -> answer(client), "hostile-link");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket socket) {
        try (Socket client = socket) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                client.getOutputStream().write(answer(line).getBytes(ISO_8859_1));
            }
        } catch (IOException closed) {
            // which is what a client does at its end
        }
    }

    private static String answer(String line) {
        return switch (line.split(" ")[0]) {
            case "version" -> "VERSION 1.6.18" + HOSTILE + "\r\n";
            case "mn" -> "MN\r\n";
            case "mg" -> meta(line);
            case "get", "gets", "gat", "gats" -> {
                StringBuilder answer = new StringBuilder();
                String cas = line.startsWith("gets") || line.startsWith("gats") ? " 1" : "";
                for (String key : line.replace(" 60", "").split(" ")) {
                    if (key.length() == 1) {
                        answer.append("VALUE " + key + " 0 " + VALUE.length() + cas + "\r\n" + VALUE + "\r\n");
                    }
                }
                yield answer + "END\r\n";
            }
            case "stats" ->
                line.equals("stats")
                        ? "STAT name" + HOSTILE + " value" + HOSTILE + "\tand a tab\r\nEND\r\n"
                        : "SERVER_ERROR " + HOSTILE + "\r\n";
            case "watch" ->
                "OK\r\n"
                        + "ts=1.5 gid=1 type=item_get key=%1B%5B2J%E2%80%A8 status=found clsid=1 cfd=1 size=1\n"
                                .repeat(50);
            default -> "ERROR\r\n";
        };
    }

    private static String meta(String line) {
        String flags = line.contains(" s") ? " s" + VALUE.length() : "";
        String opaque = line.replaceAll(".* (O\\S+).*", " $1");
        return "VA " + VALUE.length() + flags + " f0 c1 t-1" + (opaque.equals(line) ? "" : opaque) + "\r\n" + VALUE
                + "\r\n";
    }
}
