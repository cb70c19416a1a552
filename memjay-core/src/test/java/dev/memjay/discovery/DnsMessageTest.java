package dev.memjay.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.discovery.DnsRecord.Type;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DNS messages byte by byte; the bytes were written down from RFC 1035 and RFC 2782. */
class DnsMessageTest {
    private static final String QUESTION = "03 77 77 77 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00";

    @Test
    void aQuestionIsWhatTheRfcSays() {
        assertThat(DnsMessage.question(0x1234, "www.example.com.", Type.SRV))
                .isEqualTo(bytes("1234 0100 0001 0000 0000 0000" + QUESTION + "0021 0001"));
    }

    @Test
    void anAddressIsRead() throws IOException {
        byte[] message = bytes(
                "1234 8180 0001 0001 0000 0000" + QUESTION + "0001 0001" + "c00c 0001 0001 0000012c 0004 0a000102");

        List<DnsRecord> records = DnsMessage.answers(message, 0x1234, "WWW.example.com", Type.A);

        assertThat(records).containsExactly(new DnsRecord("www.example.com", Type.A, 300, "10.0.1.2", 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "20010db8000000000000000000000001, 2001:db8::1",
        "00000000000000000000000000000001, ::1",
        "00000000000000000000000000000000, ::",
        "fe800000000000000000000000000000, fe80::",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010000000000010000000000000001, 2001:0:0:1::1",
        "00010002000300040005000600070008, 1:2:3:4:5:6:7:8",
    })
    void addressesOfSixteenBytesAreWrittenAsUsual(String hex, String text) throws IOException {
        byte[] message =
                bytes("0001 8180 0001 0001 0000 0000" + QUESTION + "001c 0001" + "c00c 001c 0001 00000001 0010" + hex);

        assertThat(DnsMessage.answers(message, 1, "www.example.com", Type.AAAA)
                        .get(0)
                        .text())
                .isEqualTo(text);
    }

    @Test
    void anAliasIsFollowedAndTheLowestTimeCounts() throws IOException {
        byte[] message = bytes("0001 8180 0001 0003 0000 0000" + QUESTION + "0001 0001"
                + "c00c 0005 0001 00000005 0004 0161 c010"
                + "0161 c010 0001 0001 0000003c 0004 0a000001"
                + "0162 c010 0001 0001 0000003c 0004 0a000002"); // of a name that nobody asked for

        assertThat(DnsMessage.answers(message, 1, "www.example.com", Type.A))
                .containsExactly(new DnsRecord("a.example.com", Type.A, 5, "10.0.0.1", 0, 0, 0));
    }

    @Test
    void aServiceIsRead() throws IOException {
        byte[] message = bytes("0001 8180 0001 0001 0000 0000" + QUESTION + "0021 0001"
                + "c00c 0021 0001 0000001e 000a 0001 0002 2bcb 0161 c010");

        assertThat(DnsMessage.answers(message, 1, "www.example.com", Type.SRV))
                .containsExactly(new DnsRecord("www.example.com", Type.SRV, 30, "a.example.com", 1, 2, 11211));
    }

    @Test
    void noSuchNameIsAnEmptyAnswer() throws IOException {
        byte[] message = bytes("0001 8183 0001 0000 0000 0000" + QUESTION + "0001 0001");

        assertThat(DnsMessage.answers(message, 1, "www.example.com", Type.A)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0002 8180 0001 0000 0000 0000" + QUESTION + "0001 0001", // another identifier
                "0001 0180 0001 0000 0000 0000" + QUESTION + "0001 0001", // a question
                "0001 8182 0001 0000 0000 0000" + QUESTION + "0001 0001", // server failure
                "0001 8180 0000 0000 0000 0000", // no question
                "0001 8180 0001 0000 0000 0000 01 61 00 0001 0001", // another name
                "0001 8180 0001 0000 0000 0000" + QUESTION + "001c 0001", // another type
                "0001 8180 0001 0001 0000 0000" + QUESTION + "0001 0001", // a record that is not there
                "0001 8180 0001 0001 0000 0000" + QUESTION
                        + "0001 0001 c021 0001 0001 00000000 0000", // points at itself
                "0001 8180 0001 0001 0000 0000" + QUESTION + "0001 0001 c0ff 0001 0001 00000000 0000", // beyond the end
                "0001 8180 0001 0001 0000 0000" + QUESTION + "0001 0001 4061 0001 0001 00000000 0000", // a bad label
                "0001 8180 0001 0001 0000 0000" + QUESTION + "0001 0001 c00c 0005 0001 00000000 0001 03 61626300",
            })
    void whatIsMalformedOrNoAnswerIsRefused(String hex) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> DnsMessage.answers(bytes(hex), 1, "www.example.com", Type.A));
    }

    @Test
    void whateverIsBrokenIsRefusedOrRead() {
        byte[] whole = bytes("0001 8180 0001 0003 0000 0000" + QUESTION + "0001 0001"
                + "c00c 0005 0001 00000005 0004 0161 c010 0161 c010 0001 0001 0000003c 0004 0a000001"
                + "c00c 0021 0001 0000001e 000a 0001 0002 2bcb 0161 c010");
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int changes = random.nextInt(4); changes > 0 && broken.length > 0; changes--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                DnsMessage.answers(broken, 1, "www.example.com", Type.A);
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("name server");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "a b", "schl\u00fcssel.example"})
    void whatIsNoNameIsRefusedAtOnce(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> NodeDiscovery.srv(name));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeDiscovery.dns(name, 11211));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
