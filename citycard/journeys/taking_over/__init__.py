"""Taking over what a city had before the new card (接管): old medical cards, their PINs, mandates and pension banks elsewhere."""
