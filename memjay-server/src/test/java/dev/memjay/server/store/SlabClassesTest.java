package dev.memjay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The classes are those that {@code memcached -vv} lists. */
class SlabClassesTest {
    @Test
    void classesOfARealServer() {
        int[][] some = {
            {1, 96, 10922}, {2, 120, 8738}, {5, 240, 4369}, {17, 3632, 288}, {31, 82792, 12}, {38, 394840, 2}
        };
        for (int[] one : some) {
            assertThat(SlabClasses.chunkSize(one[0])).isEqualTo(one[1]);
            assertThat(SlabClasses.chunksInPage(one[0])).isEqualTo(one[2]);
            assertThat(SlabClasses.of(one[1])).isEqualTo(one[0]);
            assertThat(SlabClasses.of(one[1] + 1)).isEqualTo(one[0] + 1);
        }
        assertThat(SlabClasses.MAX).isEqualTo(39);
        assertThat(SlabClasses.of(1 << 20)).isEqualTo(39);
        assertThat(SlabClasses.of(60)).isEqualTo(1);
    }

    @Test
    void anItemTakesItsPartOfAPage() {
        assertThat(SlabClasses.share(60)).isEqualTo(96);
        assertThat(SlabClasses.share(66_640)).isEqualTo((1 << 20) / 12);
        assertThat(SlabClasses.share(1 << 19)).isEqualTo(1 << 19);
        assertThat(SlabClasses.share((1 << 20) - 100)).isEqualTo(1 << 20);
        assertThat(SlabClasses.share((1 << 19) + 96)).isEqualTo((1 << 19) + 96);
    }
}
