package dev.memjay.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.HotKeys;
import dev.memjay.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The text of the screen of {@code top}: it fits whatever the terminal, and holds nothing that a terminal would obey. */
final class TopScreenTest {
    private static final String HOSTILE = "1.6\u001b[2J\u009b2J\u202e\n\u0007";

    private static NodeRow up(int number, double gets) {
        NodeFigures figures = new NodeFigures("1.6.45", 90_061, 12, 12_345, 1 << 20, 64 << 20, 0, 0, 0, 0, 0, 0);
        Node node = Node.of("10.0.0." + number, 11211);
        return new NodeRow(node.toString(), node, true, 75, "", 0.123, gets, gets / 2, 0, figures);
    }

    private static NodeRow down(int number) {
        Node node = Node.of("10.0.0." + number, 11211);
        double no = Double.NaN;
        return new NodeRow(node.toString(), node, false, 3, "cannot connect: Connection refused", no, no, no, no, null);
    }

    private static List<String> text(TopScreen screen, int height, int width) {
        return screen.lines(height, width).stream().map(TopScreen.Line::text).toList();
    }

    private static TopScreen screen(NodeRow... rows) {
        TopScreen screen = new TopScreen("1s", Column.NODE);
        screen.show(List.of(rows));
        return screen;
    }

    @Test
    void aServerHasALineAndAllHaveTheirSum() {
        List<String> lines = text(screen(up(1, 1_500), down(2), up(3, 500)), 24, 100);
        assertThat(lines).hasSize(24);
        assertThat(lines.get(0)).isEqualTo("memjay top: 3 servers, 2 up, 1 down; every 1s; sorted by node");
        assertThat(lines.subList(2, 7))
                .containsExactly(
                        "NODE            STATE     PING GETS/S   HITS ITEMS             MEMORY  EV/S CONN VERSION  UPTIME",
                        "10.0.0.1:11211  up 1m     0.12   1.5k  50.0%   12k    1.0M/64.0M 1.6%     0   12 1.6.45    1d 1h",
                        "10.0.0.2:11211  down 3s  cannot connect: Connection refused",
                        "10.0.0.3:11211  up 1m     0.12    500  50.0%   12k    1.0M/64.0M 1.6%     0   12 1.6.45    1d 1h",
                        "total                     0.12   2.0k  50.0%   25k     2.0M/128M 1.6%     0   24 1.6.45    1d 1h");
    }

    @Test
    void whatIsNotKnownIsADash() {
        assertThat(text(screen(up(1, Double.NaN)), 24, 80).get(3))
                .isEqualTo("10.0.0.1:11211  up 1m     0.12      -      -   12k    1.0M/64.0M 1.6%     0   12");
        assertThat(text(screen(), 24, 80).get(0)).startsWith("memjay top: 0 servers, 0 up, 0 down");
    }

    @Test
    void manyServersAreScrolled() {
        List<NodeRow> rows = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            rows.add(up(i, i));
        }
        TopScreen screen = screen(rows.toArray(NodeRow[]::new));
        assertThat(text(screen, 24, 80).get(0)).contains("50 servers, 50 up, 0 down, 1 to 19 shown");
        for (int i = 0; i < 100; i++) {
            screen.press('j');
        }
        assertThat(text(screen, 24, 80).get(0)).contains("32 to 50 shown");
        screen.press('k');
        assertThat(text(screen, 24, 80).get(3)).startsWith("10.0.0.31:");
    }

    @Test
    void theGreatestComeFirstAndWhatIsNotKnownLast() {
        TopScreen screen = screen(up(1, 10), down(2), up(3, 1_000), up(4, Double.NaN));
        for (int i = 0; i < Column.GETS.ordinal(); i++) {
            screen.press('s');
        }
        assertThat(text(screen, 24, 80).subList(3, 7))
                .extracting(line -> line.substring(0, 8))
                .containsExactly("10.0.0.3", "10.0.0.1", "10.0.0.2", "10.0.0.4");
    }

    @Test
    void itFitsEveryTerminalAndIsTextAlone() {
        Node node = Node.of("a-very-long-name-of-a-server.in-a-very-long-zone.example.org", 11211);
        NodeFigures figures = new NodeFigures(
                HOSTILE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 1, 0, 0, 0, 0, 0, 0);
        NodeRow row = new NodeRow(node.toString(), node, true, Long.MAX_VALUE, "", 1e9, 1e18, 1e18, 1e18, figures);
        NodeRow dead = new NodeRow("x", Node.of("x", 1), false, 0, HOSTILE.repeat(20), 0, 0, 0, 0, null);
        TopScreen screen = screen(row, dead);
        screen.showHot(new HotKeys(
                Duration.ofSeconds(2),
                List.of(
                        new HotKeys.OfKey(HOSTILE, node, 7, 0, 0.5),
                        new HotKeys.OfKey("\u30ad\u30fc".repeat(200), node, 3, 0, 0.5)),
                List.of(new HotKeys.OfNode(node, 10, Long.MAX_VALUE, 1)),
                Map.of()));
        for (int height = 1; height < 45; height += 3) {
            for (int width = 1; width < 150; width++) {
                List<String> lines = text(screen, height, width);
                assertThat(lines).hasSizeLessThanOrEqualTo(height);
                int columns = width;
                assertThat(lines)
                        .allMatch(line -> Width.of(line) <= columns)
                        .allMatch(line -> line.codePoints()
                                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
            }
        }
    }

    @Test
    void wideCharactersCountTwice() {
        assertThat(Width.of("k\u00f6y")).isEqualTo(3);
        assertThat(Width.of("ko\u0308y")).as("with a mark of its own").isEqualTo(3);
        assertThat(Width.of("\u30ad\u30fc")).isEqualTo(4);
        assertThat(Width.left("\u30ad\u30fc", 6)).isEqualTo("\u30ad\u30fc  ");
        assertThat(Width.cut("\u30ad\u30fc\u30ad\u30fc", 7)).isEqualTo("\u30ad\u30fc..");
        assertThat(Width.right("abcdef", 4)).isEqualTo("abcd");
    }

    @Test
    void figuresAreShort() {
        assertThat(List.of(0.0, 999.4, 999.6, 9_949.0, 9_951.0, 123_456.0, 1e6, 1e18))
                .extracting(Figures::count)
                .containsExactly("0", "999", "1.0k", "9.9k", "10k", "123k", "1.0M", "1.0E");
        assertThat(List.of(0.0, 999.0, 1000.0, 1024.0 * 1024, 150.0 * (1 << 20)))
                .extracting(Figures::shortBytes)
                .containsExactly("0B", "999B", "1.0K", "1.0M", "150M");
        assertThat(List.of(0L, 59L, 61L, 3_700L, 90_061L))
                .extracting(Figures::duration)
                .containsExactly("0s", "59s", "1m 1s", "1h 1m", "1d 1h");
        assertThat(Figures.percent(1, 0)).isEqualTo("-");
        assertThat(Figures.percent(Double.NaN, 1)).isEqualTo("-");
        assertThat(Figures.interval(Duration.ofMillis(1500))).isEqualTo("1500ms");
    }
}
