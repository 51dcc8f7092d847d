"""Hand-overs: offers, answers and their records. Who answers for the person is casework's to say."""
