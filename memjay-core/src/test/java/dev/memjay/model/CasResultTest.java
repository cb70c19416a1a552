package dev.memjay.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which ends of a compare-and-swap changed something. */
class CasResultTest {
    @Test
    void onlyStoredAndDeletedAreApplied() {
        assertThat(CasResult.values())
                .filteredOn(CasResult::isApplied)
                .containsExactly(CasResult.STORED, CasResult.DELETED);
    }
}
