package dev.memjay.cli;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One run of the command in this process: its status and what it printed. */
record CommandRun(int status, byte[] bytes, String err) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Runs the command with nothing on standard input. */
    static CommandRun of(String... arguments) {
        return withInput(new byte[0], arguments);
    }

    static CommandRun withInput(byte[] in, String... given) {
        String[] arguments = withTime(given);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = MemjayCommand.run(new Console(new ByteArrayInputStream(in), out, err), arguments);
        return new CommandRun(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /**
     * A call of a test that is not about time outlasts a machine that stands still for some seconds. What the arguments or a
     * URI among them say of time stands.
     */
    private static String[] withTime(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        boolean saysTime = all.stream().anyMatch(each -> each.equals("--timeout") || each.contains("timeout="));
        if (all.contains("--servers") && !saysTime) {
            all.addAll(0, List.of("--timeout", PATIENCE.toSeconds() + "s"));
        }
        return all.toArray(String[]::new);
    }

    /** A client beside the commands, as patient as they are. */
    static MemjayBuilder patient() {
        return Memjay.builder().timeout(PATIENCE).connectTimeout(PATIENCE);
    }

    String out() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return out().lines().toList();
    }
}
