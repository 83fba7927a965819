/** Fields of a form in the order in which they came; a name may come more than once. */
export type FormFields = readonly (readonly [name: string, value: string])[];
