package dev.memjay.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.cli.console.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code ping}: what it measures, and of what it takes the least, the median and the most. */
final class PingCommandTest {
    private static final long SLOW_MILLIS = 2_000;
    private static final Pattern JSON = Pattern.compile(
            "\\{\"node\":\"(\\S+)\",\"rounds\":(\\d+),\"minMs\":(\\d+\\.\\d\\d),\"medianMs\":(\\d+\\.\\d\\d),"
                    + "\"maxMs\":(\\d+\\.\\d\\d)}\n");

    private final AtomicInteger asked = new AtomicInteger();
    private final List<Socket> links = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);
    private ServerSocket socket;
    private String address;

    /** So many answers come before the server closes the connection, and no other. */
    private int answers = Integer.MAX_VALUE;

    @BeforeEach
    void start() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        address = "127.0.0.1:" + socket.getLocalPort();
        Thread thread = new Thread(this::serve, "slow-at-first");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        socket.close();
        for (Socket link : links) {
            link.close();
        }
    }

    @Test
    void theFirstAnswerIsNotCounted() {
        CommandRun run = CommandRun.of("ping", "--json", "--timeout", "20s", "--servers", address);
        assertThat(run.status()).as(run.err()).isZero();
        Matcher line = JSON.matcher(run.out());
        assertThat(line.matches()).as(run.out()).isTrue();
        assertThat(line.group(1)).isEqualTo(address);
        assertThat(line.group(2)).isEqualTo("10");
        double most = Double.parseDouble(line.group(5));
        assertThat(Double.parseDouble(line.group(3))).isLessThanOrEqualTo(Double.parseDouble(line.group(4)));
        assertThat(Double.parseDouble(line.group(4))).isLessThanOrEqualTo(most);
        assertThat(most).as("the first answer took " + SLOW_MILLIS + " ms").isLessThan(SLOW_MILLIS);
        assertThat(asked.get())
                .as("one to connect, ten that count, and some before them")
                .isGreaterThan(11);
    }

    @Test
    void eachServerHasALineOfThreeFigures() {
        CommandRun run = CommandRun.of("ping", "--rounds", "1", "--timeout", "20s", "--servers", address);
        assertThat(run.out()).matches(address + "\tmin (\\d+\\.\\d\\d) ms\tmedian \\1 ms\tmax \\1 ms\n");
    }

    @Test
    void aServerThatDiesMeanwhileHasFailed() {
        answers = 5;
        CommandRun run = CommandRun.of("ping", "--rounds", "1000000", "--timeout", "20s", "--servers", address);
        assertThat(run.status()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("memjay: " + address + ": ").containsOnlyOnce(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000001", "x"})
    void roundsHaveBounds(String rounds) {
        assertThat(CommandRun.of("ping", "--rounds=" + rounds, "--servers", address)
                        .status())
                .isEqualTo(ExitStatus.USAGE);
        assertThat(asked.get()).isZero();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket link = socket.accept();
                links.add(link);
                Thread thread = new Thread(() -> answer(link), "slow-at-first-link");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket link) {
        try (link) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(link.getInputStream(), US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("version")) {
                    if (asked.incrementAndGet() == 1) {
                        over.await(SLOW_MILLIS, TimeUnit.MILLISECONDS);
                    }
                    if (asked.get() > answers) {
                        socket.close();
                        return;
                    }
                    link.getOutputStream().write("VERSION 1.6.45\r\n".getBytes(US_ASCII));
                } else {
                    link.getOutputStream().write((line.equals("mn") ? "MN\r\n" : "EN\r\n").getBytes(US_ASCII));
                }
            }
        } catch (IOException | InterruptedException closed) {
            // which is what a client does at its end
        }
    }
}
