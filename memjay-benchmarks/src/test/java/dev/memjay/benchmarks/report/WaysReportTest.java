package dev.memjay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.benchmarks.contenders.Entrant;
import dev.memjay.benchmarks.contenders.Operation;
import dev.memjay.benchmarks.contenders.Role;
import dev.memjay.benchmarks.report.Comparison.Line;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The demands on UNIX sockets and TLS are judged by the right two contenders. */
class WaysReportTest {
    private static final Row ROW = Rows.all().get(0);

    @Test
    void unixIsHeldAgainstTcpAndTlsAgainstTheBetterPeer() {
        String report = report(
                line("TCP meta", Role.MEMJAY, 100, 200),
                line("UNIX meta", Role.MEMJAY, 125, 250),
                line("TLS meta", Role.MEMJAY, 80, 160),
                line("folsom, 1", Role.PEER, 40, 80),
                line("folsom, 4", Role.PEER, 64, 128));
        assertThat(report)
                .containsPattern("UNIX over TCP +\\| 1\\.00 +\\| 1\\.25 \\(1\\.25 - 1\\.25\\) \\| hit ")
                .containsPattern(
                        "TLS over the peer's TLS \\| 1\\.50 +\\| 1\\.25 \\(1\\.25 - 1\\.25\\) \\| \\*\\*missed\\*\\* ")
                .containsPattern("\\| TLS meta +\\| 120 +\\|.*\\| 0\\.80 ");
    }

    @Test
    void whatDidNotRunIsNeitherHitNorMissed() {
        assertThat(report(line("TCP meta", Role.MEMJAY, 1), line("TLS meta", Role.MEMJAY, 1)))
                .containsPattern("UNIX over TCP .*\\| not run ")
                .containsPattern("TLS over the peer's TLS .*\\| not run ");
    }

    private static String report(Line... lines) {
        return new WaysReport(List.of("a fact"), List.of(new Comparison(ROW, List.of(lines), 0))).toString();
    }

    private static Line line(String name, Role role, double... rates) {
        List<Measurement> rounds = DoubleStream.of(rates)
                .mapToObj(rate -> new Measurement(rate, Double.NaN, Double.NaN, 1, 1, 1, null))
                .toList();
        return new Line(new Entrant(name, role, Set.of(Operation.GET), List.of()), "", rounds);
    }
}
