package dev.memjay.cli.console;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The size of the terminal.
 *
 * @param rows its rows
 * @param columns its columns
 */
public record TerminalSize(int rows, int columns) {
    /** That of terminals which do not tell. */
    public static final TerminalSize USUAL = new TerminalSize(24, 80);

    private static final int MAX = 10_000;

    /** The size of the terminal that controls this process, as {@code stty} tells it. */
    public static TerminalSize now() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return parsed(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException noTerminal) {
            return USUAL;
        }
    }

    /** Rows and columns as {@code stty} prints them; a terminal without a size says 0. */
    public static TerminalSize parsed(String text) {
        String[] words = text.strip().split(" ");
        try {
            int rows = words.length == 2 ? Integer.parseInt(words[0]) : 0;
            int columns = words.length == 2 ? Integer.parseInt(words[1]) : 0;
            boolean isUsual = rows < 1 || columns < 1 || rows > MAX || columns > MAX;
            return isUsual ? USUAL : new TerminalSize(rows, columns);
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }
}
