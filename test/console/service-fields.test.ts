import { SERVICE_FIELDS, UNSUBSCRIBE_URL } from '../../console/src/pages/editor/service-fields';
import { SERVICE_FIELDS as TOLD } from '../../src/domain/templates/service-fields';

test('the editor offers every field that the service tells a template, the one of emails apart', () => {
  const told = Object.entries(TOLD).flatMap(([root, fields]) => fields.map((field) => `${root}.${field}`));
  expect([...SERVICE_FIELDS, UNSUBSCRIBE_URL].sort()).toEqual(told.sort());
});
