package dev.memjay.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TextCommand.Ending;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests say of themselves: whether they may be sent again, how long their items live, what is left of them. */
class RequestTest {
    private static final byte[] DATA = {'x'};
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE, 7, false);
    private static final StoreRequest STORE = store(100);

    private static StoreRequest store(long exptime) {
        return new StoreRequest(Verb.SET, Mode.SET, DATA, 5, exptime, 7, 9);
    }

    private static QuietRun run(boolean @Nullable [] base64, Request... requests) {
        String[] keys = new String[requests.length];
        Arrays.fill(keys, "k");
        return new QuietRun(Verb.GET_ALL, requests, keys, base64, new int[requests.length], null);
    }

    static Stream<Request> harmless() {
        return Stream.of(
                ReadRequest.GET,
                ReadRequest.INSPECT,
                ReadRequest.plain(Verb.GET),
                new GetRun(new String[0], new int[0], false, null),
                run(null, ReadRequest.GET_ALL, ReadRequest.GET_ALL));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void readsMayBeSentAgain(Request request) {
        assertThat(request.isHarmlessToRepeat()).isTrue();
        assertThat(request.claimsWin()).isFalse();
    }

    static Stream<Request> harmful() {
        return Stream.of(
                ReadRequest.getAndTouch(9),
                ReadRequest.getTextAndTouch(9),
                ReadRequest.touch(Verb.TOUCH, 9),
                ReadRequest.lease(Verb.GET, 30, 0, false),
                ReadRequest.occupy(Verb.GET, 30),
                STORE,
                DELETE,
                CountRequest.existing(Verb.INCR, 1),
                new TextCommand("version", Ending.LINE),
                run(null, ReadRequest.GET_ALL, STORE));
    }

    @ParameterizedTest
    @MethodSource("harmful")
    void whatChangesAnythingIsSentOnce(Request request) {
        assertThat(request.isHarmlessToRepeat()).isFalse();
    }

    @Test
    void leasesClaimTheirWins() {
        Request lease = ReadRequest.lease(Verb.GET, 30, 0, false);

        assertThat(lease.claimsWin()).isTrue();
        assertThat(run(null, lease).claimsWin()).isTrue();
        assertThat(run(null).claimsWin()).isFalse();
        assertThat(DELETE.claimsWin()).isFalse();
    }

    @Test
    void readsWantAllOfWhatIsAskedAbout() {
        assertThat(ReadRequest.CONTAINS.wants(ReadRequest.FLAGS)).isTrue();
        assertThat(ReadRequest.CONTAINS.wants(ReadRequest.FLAGS | ReadRequest.VALUE))
                .isFalse();
        assertThat(ReadRequest.GET_TEXT.wants())
                .isEqualTo(ReadRequest.GET.wants())
                .isNotZero();
        assertThat(ReadRequest.GET_TEXT.takesText(16)).isTrue();
        assertThat(ReadRequest.GET_TEXT.takesText(1)).isFalse();
        assertThat(ReadRequest.GET.takesText(16)).isFalse();
        assertThat(ReadRequest.getTextAndTouch(9).takesText(0)).isTrue();
        assertThat(ReadRequest.plain(Verb.GET).wants(ReadRequest.VALUE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 99, 100})
    void whatLivesNoLongerStaysAsItIs(long exptime) {
        for (Request request : List.of(
                store(exptime),
                ReadRequest.getAndTouch(exptime),
                ReadRequest.GET,
                CountRequest.creating(Verb.INCR, 1, 0, exptime),
                CountRequest.existing(Verb.INCR, 1),
                new DeleteRequest(Verb.INVALIDATE, 0, true, exptime),
                new DeleteRequest(Verb.INVALIDATE, 0, true),
                new DeleteRequest(Verb.DELETE, 0, false, 1_000),
                new TextCommand("version", Ending.LINE))) {
            assertThat(request.atMost(100)).isSameAs(request);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 2_592_001, Exptime.NEVER})
    void whatLivesLongerIsShortened(long exptime) {
        StoreRequest store = (StoreRequest) store(exptime).atMost(100);
        assertThat(store.exptime()).isEqualTo(100);
        assertThat(List.of(store.flags(), store.cas(), store.newCas(), store.mode()))
                .isEqualTo(List.of(5, 7L, 9L, Mode.SET));
        assertThat(store.data()).isSameAs(DATA);
        ReadRequest read = (ReadRequest) ReadRequest.getAndTouch(exptime).atMost(100);
        assertThat(read.exptime()).isEqualTo(100);
        assertThat(read.wants(ReadRequest.VALUE)).isTrue();
        CountRequest count =
                (CountRequest) CountRequest.creating(Verb.DECR, 3, 4, exptime).atMost(100);
        assertThat(count.exptime()).isEqualTo(100);
        assertThat(List.of(count.delta(), count.initial())).isEqualTo(List.of(3L, 4L));
        assertThat(count.creates()).isTrue();
        DeleteRequest stale = (DeleteRequest) new DeleteRequest(Verb.INVALIDATE, 7, true, exptime).atMost(100);
        assertThat(stale.exptime()).isEqualTo(100);
        assertThat(stale.marksStale()).isTrue();
        assertThat(stale.cas()).isEqualTo(7);
    }

    @Test
    void shapesHaveNoData() {
        StoreRequest shape = (StoreRequest) STORE.shape();
        assertThat(shape.data()).isEmpty();
        assertThat(shape.shape()).isSameAs(shape);
        assertThat(DELETE.shape()).isSameAs(DELETE);
        assertThat(ReadRequest.GET.shape()).isSameAs(ReadRequest.GET);
        assertThat(((GetRun) new GetRun(new String[] {"a"}, new int[] {0}, true, null).shape()).withCas())
                .isTrue();
    }

    @Test
    void shapesOfRunsKeepTheKeysThatAWinWouldNeed() {
        QuietRun reads =
                (QuietRun) run(new boolean[] {true}, ReadRequest.GET_ALL).shape();
        assertThat(reads.key(0)).isEqualTo("k");
        assertThat(reads.isBase64(0)).isTrue();
        QuietRun stores = (QuietRun) run(new boolean[] {true}, STORE).shape();
        assertThat(stores.size()).isEqualTo(1);
        assertThat(stores.key(0)).isNull();
        assertThat(stores.isBase64(0)).isFalse();
        assertThat(((QuietRun) run(null).shape()).size()).isZero();
        assertThat(run(null, STORE).mayHaveBase64()).isFalse();
        assertThat(run(new boolean[] {false}, STORE).mayHaveBase64()).isTrue();
    }

    @Test
    void aWinIsHandedBackAsItWasFound() {
        DeleteRequest ofPlaceholder = new Win("k", false, 7, true).handedBack(Verb.GET);
        DeleteRequest ofItem = new Win("k", false, 7, false).handedBack(Verb.GET);

        assertThat(List.of(ofPlaceholder.marksStale(), ofItem.marksStale())).containsExactly(false, true);
        assertThat(ofItem.cas()).isEqualTo(7);
        assertThat(Win.of("k", false, 7, Status.MISS, Exchange.WON)).isEqualTo(new Win("k", false, 7, true));
        assertThat(Win.of("k", false, 7, Status.MISS, (byte) (Exchange.WON | Exchange.STALE)))
                .isEqualTo(new Win("k", false, 7, false));
        assertThat(Win.of("k", false, 7, Status.MISS, Exchange.LOST)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u007fb", "a\nb", "a\u0100b", "\u001f"})
    void commandsAreOneLine(String line) {
        assertThatThrownBy(() -> new TextCommand(line, Ending.LINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at index " + (line.length() - 1) / 2);
        assertThat(new TextCommand(" \u00ff~", Ending.LINE).line()).isEqualTo(" \u00ff~");
    }
}
