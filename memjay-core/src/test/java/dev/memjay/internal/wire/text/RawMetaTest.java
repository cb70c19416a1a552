package dev.memjay.internal.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Meta commands whose flags are the caller's: what is sent, and what is handed over. */
class RawMetaTest {
    private static final RawMeta READ = new RawMeta("mg", List.of("v", "c"), null);
    private static final RawMeta STORE = new RawMeta("ms", List.of("T60", "MS"), new byte[] {'a', '\r', '\n'});

    private final MetaDialect dialect = new MetaDialect(1000);

    private String said(RawMeta request) {
        return Wire.said(dialect, new TestExchange(request, "foo"));
    }

    private String heard(RawMeta request, String reply) {
        return Wire.heard(dialect, () -> new TestExchange(request, "foo"), reply);
    }

    @Test
    void flagsStandAsTheyAreGiven() {
        assertThat(said(READ)).isEqualTo("mg foo v c OAAAA\r\n");
        assertThat(said(STORE)).isEqualTo("ms foo 3 T60 MS OAAAA\r\na\r\n\r\n");
        assertThat(said(new RawMeta("md", List.of(), null))).isEqualTo("md foo OAAAA\r\n");
    }

    @Test
    void aBase64KeyIsMarked() {
        TestExchange exchange = new TestExchange(STORE, "Zm9v");
        exchange.base64Key = true;

        assertThat(Wire.said(dialect, exchange)).isEqualTo("ms Zm9v 3 b T60 MS OAAAA\r\na\r\n\r\n");
    }

    @Test
    void answersAreHandedOverWithoutTheirOpaque() {
        assertThat(heard(READ, "VA 3 c7 OAAAA s3 W\r\nbar\r\n"))
                .isEqualTo("HIT 'bar' #7 W [Answer[code=VA, flags=[c7, s3, W]]]");
        assertThat(heard(READ, "VA 0 OAAAA Z X\r\n\r\n")).isEqualTo("HIT '' X Z [Answer[code=VA, flags=[Z, X]]]");
        assertThat(heard(READ, "EN OAAAA\r\n")).isEqualTo("MISS [Answer[code=EN, flags=[]]]");
        assertThat(heard(STORE, "HD OAAAA c9\r\n")).isEqualTo("HIT #9 [Answer[code=HD, flags=[c9]]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HD", "NS", "EX", "NF"})
    void allCodesAreAnswers(String code) {
        assertThat(heard(STORE, code + " t5 OAAAA\r\n")).isEqualTo("HIT [Answer[code=" + code + ", flags=[t5]]]");
    }

    @ParameterizedTest
    @CsvSource({
        "HD t5, has no opaque",
        "XY OAAAA, the server answered mg with the code XY",
        "HD OAAAB, opaque of another request"
    })
    void whatIsNoAnswerIsRefused(String reply, String message) {
        assertThat(heard(READ, reply + "\r\n")).startsWith("violation: ").contains(message);
    }

    @Test
    void wrongFlagsAreTheCallersUnlessADataBlockIsOnItsWay() {
        assertThat(heard(READ, "CLIENT_ERROR invalid flag\r\n")).isEqualTo("SERVER_ERROR [CLIENT_ERROR invalid flag]");
        assertThat(heard(READ, "ERROR\r\n")).isEqualTo("SERVER_ERROR [ERROR]");
        assertThat(heard(STORE, "CLIENT_ERROR invalid flag\r\n")).startsWith("violation: ");
    }

    @Test
    void shapesHaveNoData() {
        assertThat(READ.shape()).isSameAs(READ);
        assertThat(((RawMeta) STORE.shape()).data()).isEmpty();
        assertThat(((RawMeta) STORE.shape()).command()).isEqualTo("ms");
        assertThat(((RawMeta) STORE.shape()).flags()).containsExactly("T60", "MS");
        assertThat(STORE.shape().shape()).isInstanceOf(RawMeta.class);
        assertThat(READ.claimsWin()).isTrue();
        assertThat(READ.isHarmlessToRepeat()).isFalse();
    }

    @Test
    void otherDialectsRefuseIt() {
        assertThat(new ClassicDialect(1000).refusal(READ)).contains("meta");
        assertThat(dialect.refusal(READ)).isNull();
    }
}
