package dev.memjay.cli.fleet;

import dev.memjay.cli.console.Console;
import dev.memjay.cli.console.TerminalSize;
import dev.memjay.cli.value.UsageException;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The terminal while a screen is on it: keys come one by one and are not echoed, what stood there comes back at the end.
 * Its mode is set and put back by {@code stty}, which every system with terminals has; no library of its own is needed for
 * five escape sequences.
 */
final class RawTerminal implements AutoCloseable {
    private static final File DEVICE = new File("/dev/tty");
    private static final String ESCAPE = "\u001b[";
    private static final String ALTERNATE_SCREEN = ESCAPE + "?1049h" + ESCAPE + "?25l";
    private static final String USUAL_SCREEN = ESCAPE + "0m" + ESCAPE + "?25h" + ESCAPE + "?1049l";
    private static final String HOME = ESCAPE + "H";
    /** Clears a line before it is written: behind a line of full width it would clear the last column. */
    private static final String LINE = ESCAPE + "K";

    private final Console console;
    private final boolean colors = System.getenv("NO_COLOR") == null;
    private final String modeBefore;

    /** @throws UsageException if there is no terminal whose mode can be set */
    RawTerminal(Console console) {
        this.console = console;
        modeBefore = stty("-g").strip();
        // Ctrl-C is a signal as before, which ends the command well; Ctrl-Z would leave the terminal as it is now
        stty("-icanon", "-echo", "min", "1", "time", "0", "susp", "undef");
        print(ALTERNATE_SCREEN);
    }

    InputStream keys() throws IOException {
        return new FileInputStream(DEVICE);
    }

    TerminalSize size() {
        return TerminalSize.now();
    }

    /** Draws the lines, as many as the screen has, over what stands there, which does not flicker. */
    void draw(List<TopScreen.Line> lines) {
        StringBuilder screen = new StringBuilder(HOME);
        for (int i = 0; i < lines.size(); i++) {
            TopScreen.Line line = lines.get(i);
            screen.append(i == 0 ? "" : "\r\n")
                    .append(LINE)
                    .append(ESCAPE)
                    .append(style(line.style()))
                    .append('m')
                    .append(line.text())
                    .append(ESCAPE)
                    .append("0m");
        }
        print(screen.toString());
    }

    private String style(TopScreen.Style style) {
        return switch (style) {
            case PLAIN -> "0";
            case HEAD, TOTAL -> "1";
            case DOWN -> colors ? "31" : "7";
            case FAINT -> "2";
        };
    }

    @Override
    public void close() {
        try {
            print(USUAL_SCREEN);
        } finally {
            stty(modeBefore);
        }
    }

    private void print(String text) {
        console.bytes(text.getBytes(StandardCharsets.UTF_8));
        console.flush();
    }

    private static String stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process stty = new ProcessBuilder(command)
                    .redirectInput(DEVICE)
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (stty.waitFor() != 0) {
                throw new UsageException(
                        "the terminal's mode cannot be set: " + answer.strip() + "; --once needs none");
            }
            return answer;
        } catch (IOException e) {
            throw new UsageException("the terminal's mode cannot be set: " + e.getMessage() + "; --once needs none");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageException("interrupted while the terminal's mode was set");
        }
    }
}
