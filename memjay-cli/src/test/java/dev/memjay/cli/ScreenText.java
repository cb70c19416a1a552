package dev.memjay.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A terminal that knows the few sequences which {@code top} writes, and holds the text that stands on it. Anything else that
 * a terminal would obey is an error.
 */
final class ScreenText {
    private char[][] cells;
    private int row;
    private int column;
    private boolean isAlternate;
    private boolean isCursorHidden;
    private final StringBuilder sequence = new StringBuilder();

    ScreenText(int rows, int columns) {
        resize(rows, columns);
    }

    void resize(int rows, int columns) {
        cells = new char[rows][columns];
        Arrays.stream(cells).forEach(line -> Arrays.fill(line, ' '));
        row = 0;
        column = 0;
    }

    /** Whether what stood on the terminal before is hidden, and the cursor is. */
    boolean isAlternate() {
        return isAlternate;
    }

    boolean isCursorHidden() {
        return isCursorHidden;
    }

    List<String> lines() {
        return Arrays.stream(cells)
                .map(line -> new String(line).stripTrailing())
                .toList();
    }

    String text() {
        return lines().stream().collect(Collectors.joining("\n"));
    }

    void write(String text) {
        text.chars().forEach(c -> write((char) c));
    }

    private void write(char c) {
        if (!sequence.isEmpty()) {
            sequence.append(c);
            if (sequence.length() > 2 && Character.isLetter(c)) {
                obey(sequence.substring(1));
                sequence.setLength(0);
            }
        } else if (c == '\u001b') {
            sequence.append(c);
        } else if (c == '\r') {
            column = 0;
        } else if (c == '\n') {
            if (row < cells.length - 1) {
                row++;
            } else if (isAlternate) {
                throw new AssertionError("the screen scrolls");
            }
        } else if (c < ' ' || c >= 127 && c < 160) {
            throw new AssertionError("a control character: " + (int) c);
        } else {
            if (column == cells[0].length) {
                throw new AssertionError("a line is longer than the terminal is wide: " + lines().get(row));
            }
            cells[row][column++] = c;
        }
    }

    private void obey(String command) {
        switch (command) {
            case "[?1049h" -> isAlternate = true;
            case "[?1049l" -> isAlternate = false;
            case "[?25l" -> isCursorHidden = true;
            case "[?25h" -> isCursorHidden = false;
            case "[H" -> {
                row = 0;
                column = 0;
            }
            // behind the last column the cursor still stands on it
            case "[K" -> Arrays.fill(cells[row], Math.min(column, cells[0].length - 1), cells[0].length, ' ');
            default -> {
                if (!command.matches("\\[[0-9]*m")) {
                    throw new AssertionError("an unknown sequence: " + command);
                }
            }
        }
    }
}
